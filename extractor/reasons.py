"""The one table of reason codes: why a field has the outcome and the decision it has."""

from enum import StrEnum


class Reason(StrEnum):
    """A reason code; its plain sentence is `SENTENCES[reason]`."""

    READERS_AGREE = "readers_agree"
    READERS_DIFFER = "readers_differ"
    ONE_READER = "one_reader"
    OTHER_SAYS_NONE = "other_says_none"
    BOTH_SAY_NONE = "both_say_none"
    SELF_CONTRADICTION = "self_contradiction"
    NOT_READ = "not_read"
    NOT_IN_TEXT = "not_in_text"
    UNREADABLE_VALUE = "unreadable_value"
    NO_ANCHOR = "no_anchor"
    NO_SYNONYM = "no_synonym"
    NO_CUE = "no_cue"
    STATED_NONE = "stated_none"
    IN_EXHIBIT = "in_exhibit"
    NO_SECTION = "no_section"
    DERIVED_VALUE = "derived_value"
    SOURCE_IN_REVIEW = "source_in_review"
    KEY_IN_REVIEW = "key_in_review"
    ROW_IN_REVIEW = "row_in_review"
    CELL_IN_REVIEW = "cell_in_review"
    CHECK_DOUBTS = "check_doubts"
    CHECK_CONFIRMS = "check_confirms"
    ROW_FROM_ONE_READER = "row_from_one_reader"
    NOT_IN_ITS_ROW = "not_in_its_row"
    SHARED_PLACE = "shared_place"
    ROWS_ACCOUNTED = "rows_accounted"
    ROWS_LEFT_OVER = "rows_left_over"
    ROWS_UNPROVEN = "rows_unproven"
    LIST_DIFFERS = "list_differs"
    ADDRESSED = "addressed"
    STATED_TWICE = "stated_twice"
    PERSON = "person"


SENTENCES: dict[Reason, str] = {
    Reason.READERS_AGREE: "Independent readers found the same value.",
    Reason.READERS_DIFFER: "The readers found different values.",
    Reason.ONE_READER: "Only one reader was at work, so no other confirms this value.",
    Reason.OTHER_SAYS_NONE: "The other reader says that the filing does not state this.",
    Reason.BOTH_SAY_NONE: "Every reader says that the filing does not state this.",
    Reason.SELF_CONTRADICTION: "One reader gave several different values for this field.",
    Reason.NOT_READ: "No reader read the part of the filing where this would stand.",
    Reason.NOT_IN_TEXT: "The quote is not in the filing.",
    Reason.UNREADABLE_VALUE: "The quote cannot be read as a value of this kind.",
    Reason.NO_ANCHOR: "Nothing near the value says that it has this role.",
    Reason.NO_SYNONYM: "The wording is in no list of known wordings for this choice.",
    Reason.NO_CUE: "The wording without which a filing does not state this is not in the text.",
    Reason.STATED_NONE: "The filing says that there are none.",
    Reason.IN_EXHIBIT: "The filing gives this in an exhibit, not in the document read.",
    Reason.NO_SECTION: "The document has no such part.",
    Reason.DERIVED_VALUE: "Computed from other fields of the same row.",
    Reason.SOURCE_IN_REVIEW: "A field that this one is computed from waits for a person.",
    Reason.KEY_IN_REVIEW: "Another part of the key of this row waits for a person.",
    Reason.ROW_IN_REVIEW: "What tells one of the rows from the others waits for a person.",
    Reason.CELL_IN_REVIEW: "The other value that its cell may hold waits for a person.",
    Reason.CHECK_DOUBTS: "A cross-check of the whole record contradicts this field.",
    Reason.CHECK_CONFIRMS: "A cross-check of the whole record confirms this field.",
    Reason.ROW_FROM_ONE_READER: "Only one reader has this row.",
    Reason.NOT_IN_ITS_ROW: "The value does not stand in its own row.",
    Reason.SHARED_PLACE: "The same words were taken for another field, too.",
    Reason.ROWS_ACCOUNTED: "Every row of the place read is in the list.",
    Reason.ROWS_LEFT_OVER: "Something in the place read looks like a row and is not in the list.",
    Reason.ROWS_UNPROVEN: "Nothing proves that the list is complete.",
    Reason.LIST_DIFFERS: "The readers have different rows.",
    Reason.ADDRESSED: "The value stands in words that are addressed to a machine.",
    Reason.STATED_TWICE: "The filing fills this place of the form again, with another value.",
    Reason.PERSON: "A person settled this field.",
}
