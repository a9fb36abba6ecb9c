from django.db import migrations

from office.places import load_places


def load(apps, schema_editor):
    load_places(apps.get_model("office", "Place"))


class Migration(migrations.Migration):
    dependencies = [("office", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
