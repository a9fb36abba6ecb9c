from django.urls import path

from loans.views import applications, loans, money, papers, setup

app_name = "loans"
urlpatterns = [
    path("", loans.LoanListView.as_view(), name="loans"),
    path("export.csv", loans.export, name="export"),
    path("waiting/", applications.waiting, name="waiting"),
    path("to-pay-out/", money.to_pay_out, name="to-pay-out"),
    path("reversals/", money.reversals, name="reversals"),
    path("reversals/<int:request_id>/", money.reversal_decide, name="reversal-decide"),
    path("what-if/", setup.what_if, name="what-if"),
    path("unknown-receipt/", money.unknown_receipt, name="unknown-receipt"),
    path("products/", setup.products, name="products"),
    path("products/add/", setup.product_edit, name="product-add"),
    path("products/<int:pk>/", setup.product_edit, name="product-change"),
    path("funds/", setup.funds, name="funds"),
    path("funds/add/", setup.fund_edit, name="fund-add"),
    path("funds/<int:pk>/", setup.fund_page, name="fund"),
    path("funds/<int:pk>/change/", setup.fund_edit, name="fund-change"),
    path("funds/<int:pk>/capital/", setup.capital_add, name="capital-add"),
    path("for/<str:code>/", applications.choose_product, name="choose-product"),
    path("for/<str:code>/<int:business_id>/<int:product_id>/", applications.add, name="application-add"),
    path("<str:number>/", loans.loan_page, name="loan"),
    path("<str:number>/change/", applications.change, name="application-change"),
    path("<str:number>/submit/", applications.submit, name="submit"),
    path("<str:number>/withdraw/", applications.withdraw, name="withdraw"),
    path("<str:number>/decide/", applications.decide, name="decide"),
    path("<str:number>/pay-out/", money.pay_out_page, name="pay-out"),
    path("<str:number>/receive/", money.repayment_add, name="repayment-add"),
    path("<str:number>/receive/split/", money.repayment_preview, name="repayment-preview"),
    path("<str:number>/statement.pdf", papers.statement_pdf, name="statement-pdf"),
    path("<str:number>/statement.json", papers.statement_json, name="statement-json"),
    path("<str:number>/schedule.pdf", papers.schedule_pdf, name="schedule-pdf"),
    path("<str:number>/entries/<int:seq>/receipt.pdf", papers.receipt_pdf, name="receipt-pdf"),
    path("<str:number>/entries/<int:seq>/", money.entry_page, name="entry"),
    path("<str:number>/entries/<int:seq>/reverse/", money.reversal_request, name="reversal-request"),
]
