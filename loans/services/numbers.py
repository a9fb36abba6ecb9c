"""Numbers of receipts, vouchers and loans: per office and year, without gaps."""

from datetime import date

from office.models import NumberSeries, Office


def paper_number(office: Office, kind: NumberSeries.Kind, on: date) -> str:
    return paper_numbers(office, kind, on, 1)[0]


def paper_numbers(office: Office, kind: NumberSeries.Kind, on: date, count: int) -> list[str]:
    """PP-26-00412 for receipts, PP-V26-00031 for vouchers, PP-L26-00007 for loans; per office and year."""
    mark = {NumberSeries.Kind.VOUCHER: "V", NumberSeries.Kind.LOAN: "L"}.get(kind, "")
    taken = NumberSeries.take(office, kind, on.year, count)
    return [f"{office.code}-{mark}{on.year % 100:02d}-{number:05d}" for number in taken]
