"""A model field for text about a person, stored under that person's own key."""

from typing import Any

from django import forms
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from office.sealing import seal, unseal


class SealedAttribute(DeferredAttribute):
    """Sealed bytes as loaded; the text when read. The key is asked of the instance: `instance.seal_key`."""

    field: "SealedText"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if not isinstance(value, (bytes, memoryview)):
            return value
        text = self._open(instance, bytes(value))
        instance.__dict__[self._opened] = text
        return text

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__.pop(self._opened, None)
        instance.__dict__[self.field.attname] = value

    @property
    def _opened(self) -> str:
        return f"_opened_{self.field.attname}"

    def _open(self, instance: Any, sealed: bytes) -> str:
        if self._opened in instance.__dict__:
            return instance.__dict__[self._opened]
        key = instance.seal_key
        if not sealed or key.is_destroyed:  # never written, or forgotten
            return ""
        return unseal(key.secret, sealed, self.field.seal_context).decode()


class SealedText(models.BinaryField):
    """Text sealed with `instance.seal_key` (an `office.PersonKey`). Cannot be searched or sorted in SQL."""

    descriptor_class = SealedAttribute
    _pyi_private_set_type: str
    _pyi_private_get_type: str  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    @property
    def seal_context(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"

    def to_python(self, value: Any) -> Any:
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if not isinstance(value, str):
            return value
        if not value and model_instance.seal_key.is_destroyed:  # type: ignore[attr-defined]
            return b""  # of a forgotten person nothing is written, and nothing can be
        sealed = seal(model_instance.seal_key.secret, value.encode(), self.seal_context)  # type: ignore[attr-defined]
        setattr(model_instance, self.attname, sealed)
        model_instance.__dict__[f"_opened_{self.attname}"] = value
        return sealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        # update() and bulk_update() know no instance, so no key: they would store the text as it stands.
        if isinstance(value, str):
            raise TypeError(f"{self.seal_context} is sealed when its instance is saved, and in no other way")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        # A filter on a sealed column would compare nonces: better no answer than a silent empty one.
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def value_to_string(self, obj: models.Model) -> str:
        return bytes(obj.__dict__[self.attname] or b"").hex()

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("form_class", None)
        defaults: dict[str, Any] = {
            "required": not self.blank,
            "label": self.verbose_name,
            "help_text": self.help_text,
            "max_length": self.max_length,
            "empty_value": "",
        }
        return forms.CharField(**{**defaults, **kwargs})
