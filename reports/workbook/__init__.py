"""The workbook: funds, participants, businesses, loans and repayments of the time before, read from one file.

Reading and checking hold no lock and write nothing; the commit writes everything in one transaction, through the
same services as the pages. A sheet is one module of `reports.workbook.sheets`.
"""
