from django.db import migrations

from livelihoods.kinds import load_kinds


def load(apps, schema_editor):
    load_kinds(apps.get_model("livelihoods", "LivelihoodKind"))


class Migration(migrations.Migration):
    dependencies = [("livelihoods", "0002_relations")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
