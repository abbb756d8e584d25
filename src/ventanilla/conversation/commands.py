"""The questions that stand beside the script: which part to change, the menu, shall we go on."""

from ventanilla.conversation.asking import Answers, Ask, Command, Option
from ventanilla.conversation.questions import Confirm, Script
from ventanilla.domain.language import LANGUAGES


def which_part(script: Script, kept: Answers) -> Ask | None:
    """Which part to change: those of the review that have been answered, or None."""
    parts = [name for name in script.review.parts if name in kept]
    if not parts:
        return None
    options = [Option(f"part-{name}", command=Command("change", name)) for name in parts]
    return Ask("", "which-part", (*options, Option("menu-continue", command=Command("continue"))))


def which_of(question: Confirm, kept: Answers) -> Ask:
    """Which of the answers just shown is wrong."""
    names = [name for name in question.of if name in kept]
    options = [Option(f"part-{name}", command=Command("change", name)) for name in names]
    return Ask("", "which-part", tuple(options))


def menu() -> Ask:
    options = ("continue", "change", "start-over", "languages", "help")
    return Ask("", "menu", tuple(Option(f"menu-{name}", command=Command(name)) for name in options))


def abandon() -> Ask:
    yes = Option("yes", command=Command("start-over", "abandoned"))
    return Ask("", "abandon", (yes, Option("no", command=Command("continue"))))


def resume() -> Ask:
    go_on = Option("go-on", command=Command("continue"))
    return Ask("", "resume", (go_on, Option("start-over", command=Command("start-over"))))


def languages() -> Ask:
    options = (Option(f"language-{x}", command=Command("language", x)) for x in LANGUAGES)
    return Ask("", "languages", tuple(options))
