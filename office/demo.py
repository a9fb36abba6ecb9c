"""The demo's sign-ins. Their password is known to everybody, so no real office may hold them."""

from office import roles

DEMO_PASSWORD = "bamboo-river-lantern"
# sign-in name, role, name in Khmer
DEMO_USERS = (
    ("demo-officer1", roles.OFFICER, "សុភាព"),
    ("demo-officer2", roles.OFFICER, "ពិសិដ្ឋ"),
    ("demo-cashier", roles.CASHIER, "ចន្ធី"),
    ("demo-manager", roles.MANAGER, "វណ្ណា"),
    ("demo-manager2", roles.MANAGER, "រតនា"),
    ("demo-trainer", roles.TRAINER, "មករា"),
    ("demo-monitoring", roles.MONITORING, "ស្រីមុំ"),
    ("demo-auditor", roles.AUDITOR, "បុប្ផា"),
    ("demo-admin", roles.ADMIN, "ធារ៉ា"),
)
DEMO_USERNAMES = tuple(name for name, _role, _shown in DEMO_USERS)
