from django.db import migrations


def share(apps, schema_editor):
    apps.get_model("livelihoods", "LivelihoodKind").objects.filter(slug="cassava-drying").update(is_shared_facility=True)


class Migration(migrations.Migration):
    dependencies = [("livelihoods", "0005_visits_and_income")]
    operations = [migrations.RunPython(share, migrations.RunPython.noop)]
