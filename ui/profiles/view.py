"""The profile page: what went well first, seven rows over time, one thing to look at together, the agreed step."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QPushButton, QWidget
from typing_extensions import override

from coder.analysis.practice_words import PracticeWords, practice_lead, words_of
from coder.analysis.wording import counted
from coder.audio.outputs import Output
from coder.domain.practice import Practice
from coder.domain.profiles import Clip, Profile
from ui.coding.playback import Playback
from ui.context import Context
from ui.feedback.voice_card import VoiceCard
from ui.profiles.answer_card import AnswerCard
from ui.profiles.cards import BehaviourCard, ExploreCard, NextStepCard, StrengthCard
from ui.profiles.clip_dialog import SaveClipDialog, ask_clip_path
from ui.profiles.clip_model import ClipModel
from ui.profiles.quote_model import QuoteModel
from ui.profiles.quote_views import OfferedCard, OfferQuoteDialog
from ui.profiles.talk_model import TalkModel
from ui.profiles.talk_view import TalkView, ask_pack_path
from ui.profiles.viewmodel import ProfileViewModel, TrackRow
from ui.profiles.worker_cards import IntentionBar, LooksCard, WorkerFirstNotice
from ui.reporting.ask_path import AskPath, ask_export_path
from ui.reporting.clip_player import tell_trouble
from ui.reporting.page import ReportPage
from ui.sessions.words import practice_words
from ui.theme import Role
from ui.widgets.card import Card
from ui.widgets.careful_box import CarefulBox
from ui.widgets.labels import label
from ui.widgets.table import Column, RowsTableModel, TableView
from ui.widgets.trend_rows import TrendRows


def make_page(context: Context) -> QWidget:
    """The page, for the window."""
    return ProfilesPage(context)


class ProfilesPage(ReportPage):
    """``open_with`` takes a worker's id or code."""

    title = "Profiles"

    def __init__(
        self,
        context: Context,
        ask_path: AskPath = ask_export_path,
        ask_pack: AskPath = ask_pack_path,
        ask_clip: AskPath = ask_clip_path,
        connect: Callable[[], Output] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.chart = TrendRows()
        self._rows: RowsTableModel[TrackRow] = RowsTableModel(_columns(self.chart))
        self.table = TableView("", self._rows)
        self.model = ProfileViewModel(context)
        self._ask_clip = ask_clip
        super().__init__(context, self.model, self.chart, self.table, ask_path)
        self.playback = Playback(context, connect, clock, self)
        self.playback.trouble_changed.connect(partial(tell_trouble, context.messages))
        # Each profile that is opened is noted as read, and its worker sees by whom.
        self.picker = self.add_picker(self.tr("Worker"), CarefulBox())
        self.picker.activated.connect(self._picked)
        self.practices = self.add_picker(self.tr("Kind of practice"))
        self.practices.activated.connect(self._practice_picked)
        self.real = self.add_choice(self.tr("With real names"))
        self.real.setToolTip(self.tr("That a copy with real names was made is noted."))
        self.real.toggled.connect(self._set_real)
        self.model.exported.connect(lambda: self.real.setChecked(False))
        self._fill_columns()
        self._add_talk(ask_pack)
        self.model.workers_changed.connect(self._show_workers)
        self.model.shown_changed.connect(self._show_profile)
        self._show_profile()

    def open_with(self, argument: object) -> None:
        """Show a worker's profile."""
        self._show_talk(shown=False)
        self.model.choose(str(argument))

    @Slot(object)
    def save_clip(self, clip: Clip) -> SaveClipDialog:
        """Ask whether and how a moment is to leave, and where to."""
        self.playback.close()
        model = ClipModel(self.context, clip, self)
        dialog = SaveClipDialog(model, self)
        dialog.accepted.connect(partial(self._write_clip, model, dialog))
        model.saved.connect(self._say_exported)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _write_clip(self, model: ClipModel, dialog: SaveClipDialog) -> None:
        clip = model.clip
        path = self._ask_clip(self, f"clip-{clip.session_code}.flac")
        if path:
            model.save(Path(path), disguise=dialog.disguise.isChecked())

    @Slot(object)
    def offer_quote(self, clip: Clip) -> OfferQuoteDialog:
        """Ask whether the worker's own words of a moment are to be offered to their team's report."""
        self.playback.close()
        model = QuoteModel(self.context, clip, self)
        dialog = OfferQuoteDialog(model, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _fill_columns(self) -> None:
        self.trends = trends = Card("")
        legend = self.tr("dot size = moments given · ring = double-coded · band = likely range (80%)")
        trends.body.addWidget(label(legend, Role.CAPTION, wrap=True))
        trends.body.addWidget(self.both, 1)
        self._name_rows(words_of(Practice.VISIT))
        self.behaviours = BehaviourCard()
        self.strength, self.explore = StrengthCard(self.playback), ExploreCard(self.playback)
        self.strength.save_wanted.connect(self.save_clip)
        self.explore.save_wanted.connect(self.save_clip)
        self.strength.quote_wanted.connect(self.offer_quote)
        self.explore.quote_wanted.connect(self.offer_quote)
        self.answer, self.looks = AnswerCard(), LooksCard()
        self.answer.said.connect(self.model.comment)
        self.answer.taken_back.connect(self.model.take_back)
        self.answer.heard_again.connect(self.model.ask_second_listen)
        self.step = NextStepCard()
        self.step.wanted.connect(self.model.save_next_step)
        self.model.step_saved.connect(self.step.saved)
        self.columns.left.addWidget(trends)
        self.columns.left.addWidget(self.behaviours)
        self.voice = VoiceCard(self.context)
        self.columns.left.addWidget(self.voice)
        self.offered = OfferedCard(self.context)
        self.columns.left.addWidget(self.offered)
        self.offered.model.loaded.connect(lambda _: self.order_focus())
        # All rows of the chart are to be seen at once, however long the other column is.
        self.columns.left.addStretch(1)
        self.columns.lead(self.strength)
        for card in (self.answer, self.explore, self.step, self.looks):
            self.columns.right.addWidget(card)
        self.columns.right.addStretch(1)

    def _add_talk(self, ask_pack: AskPath) -> None:
        """The coaching conversation, in the place of the profile while it is held."""
        self.closed = WorkerFirstNotice()
        self.closed.together.connect(self.model.open_together)
        self.talk = TalkView(TalkModel(self.context), self.playback, ask_pack)
        self.talk.hide()
        actions = self.context.actions
        self.intention = IntentionBar(actions.text("coaching.open"), actions.key_text("coaching.open"))
        self.intention.wanted.connect(self._open_talk)
        actions.bind("coaching.open", self, self._open_talk)
        for place, bar in enumerate((self.intention, self.closed)):
            self.body.insertWidget(place, bar)
        self.body.addWidget(self.talk, 1)
        self.talk.left.connect(self._leave_talk)
        self.talk.model.shown_changed.connect(self.order_focus)
        self.talk.model.exported.connect(self._say_exported)

    @Slot()
    def _open_talk(self) -> None:
        profile = self.model.profile
        if profile is not None and not self.intention.isHidden() and self.talk.isHidden():
            self.playback.close()
            self._show_talk(shown=True)
            self.talk.model.open(profile.worker_id, profile.worker_code)
            # Hiding what had the focus hands it on to some field further down, and the page follows it there.
            self.talk.back.setFocus()
            self._scroll.verticalScrollBar().setValue(0)

    @Slot()
    def _leave_talk(self) -> None:
        self.playback.close()
        self._show_talk(shown=False)
        self.model.refresh()
        self.intention.button.setFocus()

    def _show_talk(self, *, shown: bool) -> None:
        self.talk.setVisible(shown)
        for widget in (self.content, self.both.button, self.export_button, self._pickers):
            widget.setVisible(not shown)
        for bar in (self.intention, self.closed):
            bar.show_profile(None if shown else self.model.profile)
        self.order_focus()

    @override
    @Slot()
    def _look(self) -> None:
        # Each reading of the profile is noted; what is written in a conversation asks for none until one goes back.
        if self.talk.isHidden():
            super()._look()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Fall silent and let go of the sound."""
        super().hideEvent(event)
        self.playback.close()

    @override
    def _stops(self) -> Sequence[QWidget]:
        if not self.talk.isHidden():
            return self.talk.stops()
        strength, explore = (card.findChildren(QPushButton) for card in (self.strength, self.explore))
        answer = self.answer
        said = (answer.recording, answer.choice.agree, answer.choice.otherwise, answer.field)
        acts = (answer.keep, answer.take_back, answer.again)
        step = (self.step.field, self.step.button, self.looks.more)
        begin = (self.intention.button, self.closed.button)
        return [*super()._stops(), *begin, *strength, *said, *acts, *explore, *step, *self.offered.stops()]

    @override
    def _file_name(self) -> str:
        return f"profile-{self.model.profile.worker_code}" if self.model.profile is not None else "profile"

    @Slot(int)
    def _picked(self, index: int) -> None:
        worker_id = self.picker.itemData(index)
        if worker_id:
            self.model.choose(worker_id)
        else:
            self._show_choice()

    @Slot(int)
    def _practice_picked(self, index: int) -> None:
        self.model.choose_practice(Practice(self.practices.itemData(index)))

    def _show_practices(self, profile: Profile | None) -> None:
        """Offer the others only where there is one: nearly everybody is recorded at visits alone."""
        known = profile.practices if profile is not None else ()
        self.practices.clear()
        for practice in known:
            self.practices.addItem(practice_words(practice), practice.value)
        if profile is not None:
            self.practices.setCurrentIndex(self.practices.findData(profile.practice.value))
        self.practices.setVisible(len(known) > 1)

    @Slot(bool)
    def _set_real(self, real: bool) -> None:
        self.model.real_names = real

    def _show_workers(self) -> None:
        self.picker.clear()
        self.picker.addItem(self.tr("Choose a worker…"), "")
        for person in self.model.workers:
            self.picker.addItem(person.code, person.id)
        self._show_choice()

    def _show_choice(self) -> None:
        self.picker.setCurrentIndex(max(0, self.picker.findData(self.model.worker_id)))

    def _show_profile(self) -> None:
        profile, book = self.model.profile, self.model.codebook
        self._show_choice()
        self._show_practices(profile)
        # A choice made for one worker's copy is none for the next one's.
        self.real.setChecked(False)
        self.real.setVisible(self.model.may_give_out_names and profile is not None and bool(profile.sessions_count))
        for bar in (self.intention, self.closed):
            bar.show_profile(profile if self.talk.isHidden() else None)
        if profile is None or book is None:
            self._show_nothing()
        elif not profile.sessions_count:
            who = words_of(profile.practice).who
            title, sentence = (
                (
                    self.tr("{0} reads it first"),
                    self.tr("What is coded is with the {0}, as it says above.").format(who),
                )
                if profile.with_worker
                else (
                    self.tr("No coded recordings of {0} yet"),
                    self.tr("The first one appears here once an evaluator has locked it."),
                )
            )
            self.show_reason("user", title.format(profile.worker_code), sentence)
        else:
            words = words_of(profile.practice)
            self.header.set_texts(words.called(profile.worker_code), self._subtitle(profile))
            self._name_rows(words)
            self._set_usable(chart=True, export=True)
            self.chart.set_profile(profile, book)
            self._rows.set_rows(self.model.table_rows())
            for card in (self.strength, self.explore, self.answer, self.behaviours, self.looks):
                card.show_profile(self.model)
            if profile.practice is Practice.VISIT:
                self.voice.show_worker(profile.worker_id, book)
                self.offered.model.show_worker(profile.worker_id)
            else:
                self.voice.show_nothing()
                self.offered.model.show_worker("")
            # What was agreed is for the next visit.
            self.step.setVisible(profile.practice is Practice.VISIT)
            self.content.show_content()
            self.order_focus()

    def _show_nothing(self) -> None:
        if self.model.workers:
            sentence = self.tr("Choose a worker above. Each reading is noted and shown to the worker.")
            self.show_reason("user", self.tr("No profile is open"), sentence)
        else:
            sentence = self.tr("Profiles appear here for your own recordings, and for the workers you coach.")
            self.show_reason("user", self.tr("No profiles yet"), sentence)

    def _name_rows(self, words: PracticeWords) -> None:
        """Visits show principles, supervision dimensions, workshops skills."""
        self.trends.set_title(self.tr(words.over_time))
        self.table.setAccessibleName(self.tr("{0} as a table").format(self.tr(words.over_time)))
        self._rows.set_heading(0, self.tr(words.rated.capitalize()))

    def _subtitle(self, profile: Profile) -> str:
        parts = [
            *practice_lead(profile.practice),
            self.tr(words_of(profile.practice).for_two),
            self.tr("{0} coded").format(counted(profile.sessions_count, "recording")),
            self.tr("{0} double-coded").format(profile.double_coded_count),
            profile.team_name,
            self.tr("demonstration data") if profile.demo else "",
        ]
        return " · ".join(filter(None, parts))


def _columns(speaker: QWidget) -> list[Column[TrackRow]]:
    tr = speaker.tr
    return [
        Column(tr("Principle"), lambda row: row.principle),
        Column(tr("Ratings in order of time"), lambda row: row.ratings),
        Column(tr("Estimate"), lambda row: row.estimate, right=True),
        Column(tr("Likely range (80%)"), lambda row: row.likely_range, right=True),
        Column(tr("Since first"), lambda row: row.change, right=True),
        Column(tr("Not evaluable"), lambda row: row.not_evaluable, right=True),
    ]
