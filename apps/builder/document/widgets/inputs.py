"""Widgets a viewer acts on. All have the state `value`, the event change (event.data = the value), and the methods
setValue(x), clear, reset (back to the bound value) and focus. A change of the bound value replaces what was entered.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from apps.streams.definition import Strict

from ..names import Template
from .base import WidgetBase

LENGTH_MAX = 100_000  # characters typed into a field


class ButtonProperties(Strict):
    """Looks of a button. `loading`: it turns and can't be clicked."""

    text: Template = "Button"
    variant: Literal["default", "primary", "danger", "link"] = "default"
    disabled: Template = ""
    loading: Template = ""


class ButtonWidget(WidgetBase):
    """Event: click. Methods: focus, click."""

    type: Literal["button"] = "button"
    properties: ButtonProperties = ButtonProperties()


class LabelledProperties(Strict):
    """What all inputs have."""

    label: Template = ""
    disabled: Template = ""


class InputProperties(LabelledProperties):
    """A single line of text; app code reads `name.value`."""

    kind: Literal["text", "email", "url", "search", "password"] = "text"
    placeholder: Template = ""
    value: Template = Field(default="", description="the initial value; a change of it replaces what was typed")
    required: bool = False
    max_length: Annotated[int, Field(ge=1, le=LENGTH_MAX)] | None = None


class InputWidget(WidgetBase):
    """Events: change, submit (event.data = the text), focus, blur. State: value, valid."""

    type: Literal["input"] = "input"
    properties: InputProperties = InputProperties()


class TextAreaProperties(LabelledProperties):
    """Several lines of text."""

    placeholder: Template = ""
    value: Template = ""
    max_length: Annotated[int, Field(ge=1, le=LENGTH_MAX)] | None = None


class TextAreaWidget(WidgetBase):
    """Events: change, submit (Ctrl or ⌘ with Enter), focus, blur."""

    type: Literal["text_area"] = "text_area"
    properties: TextAreaProperties = TextAreaProperties()


class NumberProperties(LabelledProperties):
    """A number; `min`, `max` and `step` are numbers, empty for none."""

    placeholder: Template = ""
    value: Template = ""
    min: Template = ""
    max: Template = ""
    step: Template = ""
    unit: Template = ""


class NumberWidget(WidgetBase):
    """Events: change (event.data = the number, null when empty), submit."""

    type: Literal["number"] = "number"
    properties: NumberProperties = NumberProperties()


class SelectProperties(LabelledProperties):
    """`options`: a list of texts or numbers, or of {value, label, disabled}; or text with commas."""

    placeholder: Template = ""
    options: Template = ""
    value: Template = ""
    clearable: bool = False


class SelectWidget(WidgetBase):
    """One of several. Event: change."""

    type: Literal["select"] = "select"
    properties: SelectProperties = SelectProperties()


class MultiSelectProperties(LabelledProperties):
    """`options` as of a select; `value` is a list."""

    placeholder: Template = ""
    options: Template = ""
    value: Template = ""


class MultiSelectWidget(WidgetBase):
    """Several of many. Event: change (event.data = the list)."""

    type: Literal["multi_select"] = "multi_select"
    properties: MultiSelectProperties = MultiSelectProperties()


class SwitchProperties(LabelledProperties):
    """On or off."""

    value: Template = ""


class SwitchWidget(WidgetBase):
    """Event: change (event.data = true or false)."""

    type: Literal["switch"] = "switch"
    properties: SwitchProperties = SwitchProperties()


class CheckboxWidget(WidgetBase):
    """Event: change (event.data = true or false)."""

    type: Literal["checkbox"] = "checkbox"
    properties: SwitchProperties = SwitchProperties()


class SliderProperties(LabelledProperties):
    """A number between two bounds."""

    value: Template = "0"
    min: Template = "0"
    max: Template = "100"
    step: Template = "1"
    unit: Template = ""


class SliderWidget(WidgetBase):
    """Events: change (let go of), slide (while it moves)."""

    type: Literal["slider"] = "slider"
    properties: SliderProperties = SliderProperties()


class DateTimeProperties(LabelledProperties):
    """`value`, `min`, `max`: ISO 8601 text or Unix time. What is chosen is local ISO text, such as 2026-11-21T09:30."""

    kind: Literal["date", "time", "datetime"] = "datetime"
    value: Template = ""
    min: Template = ""
    max: Template = ""


class DateTimeWidget(WidgetBase):
    """Event: change (event.data = the text, null when empty)."""

    type: Literal["date_time"] = "date_time"
    properties: DateTimeProperties = DateTimeProperties()
