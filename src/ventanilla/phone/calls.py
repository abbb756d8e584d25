"""What a call to `…/messages` may hold. An unknown key is refused, as the platform refuses it."""

from typing import Literal

import msgspec


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A piece of a call; it takes no keys but its own."""


class TextPart(Part, frozen=True):
    body: str
    preview_url: bool = False


class ReplyPart(Part, frozen=True):
    id: str
    title: str


class ButtonPart(Part, frozen=True):
    type: Literal["reply"]
    reply: ReplyPart


class RowPart(Part, frozen=True):
    id: str
    title: str
    description: str = ""


class SectionPart(Part, frozen=True):
    rows: list[RowPart]
    title: str = ""


class ActionPart(Part, frozen=True):
    buttons: list[ButtonPart] = []
    button: str = ""
    sections: list[SectionPart] = []


class WordsPart(Part, frozen=True):
    text: str


class HeaderPart(Part, frozen=True):
    type: Literal["text"]
    text: str


class InteractivePart(Part, frozen=True):
    type: Literal["button", "list"]
    body: WordsPart
    action: ActionPart
    header: HeaderPart | None = None
    footer: WordsPart | None = None


class DocumentPart(Part, frozen=True):
    id: str
    filename: str = ""
    caption: str = ""


class ReactionPart(Part, frozen=True):
    message_id: str
    emoji: str = ""


class ContextPart(Part, frozen=True):
    message_id: str


class TypingPart(Part, frozen=True):
    type: Literal["text"]


class LanguagePart(Part, frozen=True):
    code: str
    policy: Literal["deterministic"] = "deterministic"


class ParameterPart(Part, frozen=True):
    type: Literal["text", "payload"]
    text: str = ""
    payload: str = ""
    parameter_name: str = ""


class ComponentPart(Part, frozen=True):
    type: Literal["header", "body", "button"]
    parameters: list[ParameterPart] = []
    sub_type: Literal["quick_reply", ""] = ""
    index: str | int = ""


class TemplatePart(Part, frozen=True):
    name: str
    language: LanguagePart
    components: list[ComponentPart] = []


class Call(Part, frozen=True):
    """A message to somebody, or, with `status`, the mark that one of theirs was read."""

    messaging_product: Literal["whatsapp"]
    recipient_type: Literal["individual"] = "individual"
    to: str = ""
    recipient: str = ""
    type: Literal["text", "interactive", "document", "reaction", "template"] = "text"
    text: TextPart | None = None
    interactive: InteractivePart | None = None
    document: DocumentPart | None = None
    reaction: ReactionPart | None = None
    template: TemplatePart | None = None
    context: ContextPart | None = None
    biz_opaque_callback_data: str = ""
    status: Literal["read", ""] = ""
    message_id: str = ""
    typing_indicator: TypingPart | None = None
