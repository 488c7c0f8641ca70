"""Pages over a real store."""

from tests.helpers.pages import demo_home, home, made_home, pages, tone

__all__ = ["demo_home", "home", "made_home", "pages", "tone"]
