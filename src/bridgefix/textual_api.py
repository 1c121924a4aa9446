"""What Textual calls where, what touches its UI and how: tables, no logic but look-ups.

Names are Textual's own, canonical: `textual.widgets.DataTable`, also where a program imports it from
`textual.widgets._data_table`. Read off Textual 8.2's source; what happens in a thread was tried out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

PUMP = "textual.message_pump.MessagePump"
NODE = "textual.dom.DOMNode"
WIDGET = "textual.widget.Widget"
SCREEN = "textual.screen.Screen"
APP = "textual.app.App"
MESSAGE = "textual.message.Message"
PROVIDER = "textual.command.Provider"
STYLES = "textual.css.styles.Styles"
TREE_NODE = "textual.widgets.tree.TreeNode"
QUERY = "textual.css.query.DOMQuery"

_BASES = f"""
{NODE} {PUMP}
{WIDGET} {NODE}
{APP} {NODE}
{SCREEN} {WIDGET}
textual.screen.ModalScreen {SCREEN}
textual.screen.SystemModalScreen textual.screen.ModalScreen
textual.command.CommandPalette textual.screen.SystemModalScreen
textual.scroll_view.ScrollView textual.containers.ScrollableContainer
textual.containers.ScrollableContainer {WIDGET}
textual.containers.HorizontalScroll textual.containers.ScrollableContainer
textual.containers.VerticalScroll textual.containers.ScrollableContainer
textual.widgets.ContentSwitcher textual.containers.Container
textual.widgets.DataTable textual.scroll_view.ScrollView
textual.widgets.DirectoryTree textual.widgets.Tree
textual.widgets.Footer textual.containers.ScrollableContainer
textual.widgets.Input textual.scroll_view.ScrollView
textual.widgets.Label textual.widgets.Static
textual.widgets.Link textual.widgets.Static
textual.widgets.ListView textual.containers.VerticalScroll
textual.widgets.Log textual.scroll_view.ScrollView
textual.widgets.MarkdownViewer textual.containers.VerticalScroll
textual.widgets.MaskedInput textual.widgets.Input
textual.widgets.OptionList textual.scroll_view.ScrollView
textual.widgets.RadioSet textual.containers.VerticalScroll
textual.widgets.RichLog textual.scroll_view.ScrollView
textual.widgets.Select textual.containers.Vertical
textual.widgets.SelectionList textual.widgets.OptionList
textual.widgets.Tab textual.widgets.Static
textual.widgets.TextArea textual.scroll_view.ScrollView
textual.widgets.Tooltip textual.widgets.Static
textual.widgets.Tree textual.scroll_view.ScrollView
textual.widgets.Welcome textual.widgets.Static
textual.widgets.Checkbox textual.widgets.ToggleButton
textual.widgets.RadioButton textual.widgets.ToggleButton
textual.widgets.ToggleButton textual.widgets.Static
textual.theme.ThemeProvider {PROVIDER}
textual.system_commands.SystemCommandsProvider {PROVIDER}
textual.css.styles.RenderStyles {STYLES}
"""
BASES: dict[str, str] = dict(line.split() for line in _BASES.strip().splitlines())
"""A class's first base, where it is not Widget."""
BASES.update(
    {f"textual.containers.{name}": WIDGET for name in (
        "Center CenterMiddle Container Grid Horizontal HorizontalGroup ItemGrid Middle Right Vertical VerticalGroup"
    ).split()}
)  # fmt: skip
BASES.update(
    {f"textual.widgets.{name}": WIDGET for name in (
        "Button Collapsible Digits Header HelpPanel KeyPanel ListItem LoadingIndicator Markdown Placeholder Pretty "
        "ProgressBar Rule Sparkline Static Switch TabPane TabbedContent Tabs"
    ).split()}
)  # fmt: skip

_SHORT: dict[str, str] = {name.rpartition(".")[2]: name for name in (*BASES, PUMP, PROVIDER, MESSAGE, STYLES)}
_SHORT.update({"TreeNode": TREE_NODE, "DOMQuery": QUERY, "QueryType": QUERY})


def canonical(dotted: str) -> str:
    """A dotted name with the class in it spelled as in these tables, wherever it was imported from."""
    if not dotted.startswith("textual."):
        return dotted
    head, _, tail = dotted.rpartition(".")
    known = _SHORT.get(tail)
    if known is not None:
        return known
    owner = _SHORT.get(head.rpartition(".")[2])
    return f"{owner}.{tail}" if owner is not None else dotted


def known_name(dotted: str) -> str:
    """The canonical name of a class that these tables know; "" for others."""
    return _SHORT.get(dotted.rpartition(".")[2], "")


@cache
def bases(name: str) -> tuple[str, ...]:
    """A Textual class and its bases, nearest first. One that no table knows has only itself."""
    found = [name]
    while (base := _base(found[-1])) is not None:
        found.append(base)
    return tuple(found)


def _base(name: str) -> str | None:
    if name in BASES:
        return BASES[name]
    module, _, short = name.rpartition(".")
    if not short[:1].isupper():
        return None
    if module.startswith(("textual.widgets._", "textual.containers")):
        return WIDGET
    # Packages called textual_something bring widgets; what else they bring says so in its name.
    if name.startswith("textual_") and not short.endswith(("Provider", "Message", "Error", "Type", "Validator")):
        return WIDGET
    return None


def is_a(name: str, base: str) -> bool:
    """Whether a Textual class is another one or derives from it."""
    return base in bases(name)


# Where things run

MAIN_METHODS: Mapping[str, frozenset[str]] = {
    PUMP: frozenset({"on_event", "on_callback"}),
    NODE: frozenset({"check_action", "get_component_styles"}),
    WIDGET: frozenset(
        "compose render render_line render_lines get_content_width get_content_height get_loading_widget "
        "validate_scroll_x validate_scroll_y render_str get_pseudo_classes render_label".split()
    ),
    APP: frozenset("compose render get_system_commands get_default_screen get_css_variables".split()),
    PROVIDER: frozenset("startup search discover shutdown".split()),
    "textual.validation.Validator": frozenset({"validate"}),
    "textual.suggester.Suggester": frozenset({"get_suggestion"}),
}
"""Methods that Textual calls on main, by the class that they override."""

HANDLERS = frozenset(
    """
action app_blur app_focus blur click close_messages compose cursor_position delivery_complete delivery_failed
descendant_blur descendant_focus enter exit_app focus hide idle in_band_window_resize key layout leave load mount
mouse_capture mouse_down mouse_move mouse_release mouse_scroll_down mouse_scroll_left mouse_scroll_right
mouse_scroll_up mouse_up notify paste print prompt prune ready resize screen_resume screen_suspend scroll_down
scroll_left scroll_right scroll_to scroll_to_region scroll_up show suggestion_ready text_selected timer unmount update
button_pressed checkbox_changed collapsible_collapsed collapsible_expanded collapsible_title_toggle collapsible_toggled
command_palette_closed command_palette_opened command_palette_option_highlighted data_table_cell_highlighted
data_table_cell_selected data_table_column_highlighted data_table_column_selected data_table_header_selected
data_table_row_highlighted data_table_row_label_selected data_table_row_selected directory_tree_directory_selected
directory_tree_file_selected input_blurred input_changed input_submitted list_view_highlighted list_view_selected
markdown_link_clicked markdown_table_of_contents_selected markdown_table_of_contents_updated
markdown_viewer_navigator_updated option_list_option_highlighted option_list_option_message option_list_option_selected
radio_button_changed radio_set_changed select_changed selection_list_selected_changed
selection_list_selection_highlighted selection_list_selection_toggled switch_changed tab_clicked tab_disabled
tab_enabled tabbed_content_cleared tabbed_content_tab_activated tabs_cleared tabs_tab_activated tabs_tab_disabled
tabs_tab_enabled tabs_tab_hidden tabs_tab_shown text_area_changed text_area_selection_changed toggle_button_changed
tree_node_collapsed tree_node_expanded tree_node_highlighted tree_node_selected worker_state_changed
""".split()
)
"""Messages that Textual itself sends, as in `on_<name>`."""

SCHEDULES: Mapping[str, tuple[int, str]] = {
    "set_interval": (1, "callback"),
    "set_timer": (1, "callback"),
    "call_later": (0, "callback"),
    "call_next": (0, "callback"),
    "call_after_refresh": (0, "callback"),
    "push_screen": (1, "callback"),
    "animate": (99, "on_complete"),
    "subscribe": (1, "callback"),
    "watch": (2, "callback"),
    "scroll_to": (99, "on_complete"),
    "scroll_end": (99, "on_complete"),
    "scroll_home": (99, "on_complete"),
}
"""Methods of a node, app or signal that take a callback which runs on main later: where that stands."""

CALLBACKS: Mapping[str, tuple[int, str]] = {
    "textual.command.Hit": (2, "command"),
    "textual.command.DiscoveryHit": (1, "command"),
    "textual.app.SystemCommand": (2, "callback"),
    "textual.validation.Function": (0, "function"),
}
"""Classes that take a callback which runs on main."""

CERTAIN_SCHEDULES = frozenset({"set_interval", "set_timer", "call_after_refresh", "push_screen"})
"""Those whose name is evidence enough, whatever the receiver."""

# What touches the UI. What a call from a thread does: it `corrupts` (no error, but races with paint and handlers),
# or `raises` (RuntimeError or LookupError, often with half of the change made).

CORRUPTS, RAISES = "corrupts", "raises"


def _words(kind: str, text: str) -> dict[str, str]:
    return dict.fromkeys(text.split(), kind)


MUTATORS: Mapping[str, Mapping[str, str]] = {
    NODE: {
        **_words(CORRUPTS, "add_class remove_class toggle_class set_class set_classes set_styles reset_styles"),
        **_words(CORRUPTS, "mutate_reactive set_reactive data_bind refresh_bindings sort_children"),
        **_words(RAISES, "set_timer set_interval"),
    },
    WIDGET: {
        **_words(CORRUPTS, "remove_children remove focus blur anchor release_anchor clear_cached_dimensions"),
        **_words(CORRUPTS, "scroll_to scroll_end scroll_home scroll_up scroll_down scroll_page_up scroll_page_down"),
        **_words(CORRUPTS, "scroll_left scroll_right scroll_relative scroll_visible scroll_to_widget scroll_to_region"),
        **_words(CORRUPTS, "move_child capture_mouse release_mouse begin_capture_print"),
        **_words(RAISES, "mount mount_all recompose animate"),
    },
    APP: {
        **_words(RAISES, "push_screen switch_screen switch_mode mount mount_all recompose push_screen_wait"),
        **_words(CORRUPTS, "pop_screen set_focus clear_notifications clear_selection refresh_css"),
        **_words(CORRUPTS, "install_screen uninstall_screen"),
    },
    SCREEN: _words(CORRUPTS, "dismiss set_focus focus_next focus_previous maximize minimize clear_selection"),
    "textual.widgets.DataTable": _words(
        CORRUPTS,
        "clear add_column add_columns add_row add_rows update_cell update_cell_at remove_row remove_column "
        "move_cursor sort refresh_row refresh_column refresh_coordinate",
    ),
    "textual.widgets.Static": _words(CORRUPTS, "update"),
    "textual.widgets.Digits": _words(CORRUPTS, "update"),
    "textual.widgets.Pretty": _words(CORRUPTS, "update"),
    "textual.widgets.RichLog": _words(CORRUPTS, "write clear"),
    "textual.widgets.Log": _words(CORRUPTS, "write write_line write_lines clear refresh_lines"),
    "textual.widgets.ListView": _words(RAISES, "append extend insert pop remove_items clear"),
    "textual.widgets.OptionList": {
        **_words(RAISES, "add_option add_options"),
        **_words(CORRUPTS, "set_options clear_options remove_option remove_option_at_index replace_option_prompt"),
        **_words(CORRUPTS, "replace_option_prompt_at_index enable_option disable_option enable_option_at_index"),
        **_words(CORRUPTS, "disable_option_at_index"),
    },
    "textual.widgets.SelectionList": _words(CORRUPTS, "select deselect toggle select_all deselect_all toggle_all"),
    "textual.widgets.Tree": _words(
        CORRUPTS, "clear reset move_cursor move_cursor_to_line select_node add_json unselect"
    ),
    "textual.widgets.DirectoryTree": _words(RAISES, "reload reload_node"),
    TREE_NODE: _words(
        CORRUPTS,
        "add add_leaf remove remove_children set_label expand collapse toggle expand_all collapse_all toggle_all "
        "refresh",
    ),
    "textual.widgets.ProgressBar": _words(CORRUPTS, "advance update"),
    "textual.widgets.Select": _words(CORRUPTS, "set_options clear"),
    "textual.widgets.Input": _words(CORRUPTS, "clear insert insert_text_at_cursor replace delete delete_selection"),
    "textual.widgets.TextArea": _words(CORRUPTS, "load_text insert clear replace delete undo redo move_cursor"),
    "textual.widgets.Tabs": _words(RAISES, "add_tab remove_tab clear") | _words(CORRUPTS, "show hide enable disable"),
    "textual.widgets.TabbedContent": _words(RAISES, "add_pane remove_pane clear_panes")
    | _words(CORRUPTS, "show_tab hide_tab enable_tab disable_tab"),
    "textual.widgets.ContentSwitcher": _words(RAISES, "add_content"),
    "textual.widgets.Markdown": _words(RAISES, "update append load"),
    "textual.widgets.MarkdownViewer": _words(RAISES, "go back forward"),
    "textual.widgets.Switch": _words(CORRUPTS, "toggle"),
    "textual.widgets.ToggleButton": _words(CORRUPTS, "toggle"),
    QUERY: {
        **_words(RAISES, "remove"),
        **_words(CORRUPTS, "add_class remove_class toggle_class set_class set_classes set_styles set focus blur"),
    },
    STYLES: _words(CORRUPTS, "animate merge reset set_rule clear_rule"),
}
"""Methods that touch the UI, by owner, and what they do when called from a thread."""

SHOWS_ONLY: Mapping[str, frozenset[str]] = {
    NODE: frozenset({"refresh"}),
    WIDGET: frozenset({"refresh", "set_loading"}),
    APP: frozenset({"refresh", "refresh_css"}),
}
"""Methods that belong to showing, but may be called from any thread."""

_REACTIVES = """
textual.app.App title sub_title theme ansi_color
textual.screen.Screen title sub_title
textual.widget.Widget disabled loading scroll_x scroll_y scroll_target_x scroll_target_y expand shrink
textual.widgets.Button label variant compact flat
textual.widgets.Collapsible collapsed title
textual.widgets.ContentSwitcher current
textual.widgets.DataTable show_header show_row_labels fixed_rows fixed_columns zebra_stripes header_height show_cursor
textual.widgets.DataTable cursor_type cell_padding cursor_coordinate hover_coordinate
textual.widgets.DirectoryTree path
textual.widgets.Footer compact show_command_palette
textual.widgets.Header tall icon time_format
textual.widgets.Input value selection placeholder password restrict type max_length compact cursor_position
textual.widgets.Link text url
textual.widgets.ListItem highlighted
textual.widgets.ListView index
textual.widgets.MarkdownViewer show_table_of_contents
textual.widgets.OptionList highlighted compact
textual.widgets.Placeholder variant
textual.widgets.ProgressBar progress total gradient
textual.widgets.RadioSet compact
textual.widgets.Rule orientation line_style
textual.widgets.Select expanded prompt value compact
textual.widgets.Sparkline data summary_function
textual.widgets.Static content renderable
textual.widgets.Switch value
textual.widgets.Tab label
textual.widgets.TabbedContent active
textual.widgets.Tabs active
textual.widgets.TextArea language theme selection show_line_numbers soft_wrap read_only text cursor_location placeholder
textual.widgets.ToggleButton value label compact
textual.widgets.Tree show_root cursor_line show_guides guide_depth
textual.widgets.tree.TreeNode label
"""
ATTRIBUTES: dict[str, frozenset[str]] = {}
"""Attributes whose assignment is seen on the screen, by owner: reactives and properties."""
for _line in _REACTIVES.strip().splitlines():
    _owner, *_members = _line.split()
    ATTRIBUTES[_owner] = ATTRIBUTES.get(_owner, frozenset()) | frozenset(_members)
ATTRIBUTES[NODE] = frozenset("display visible auto_refresh styles classes".split())
ATTRIBUTES[WIDGET] |= frozenset("tooltip border_title border_subtitle offset can_focus".split())
# Reactives that only Textual sets, and programs watch.
ATTRIBUTES[WIDGET] |= frozenset("has_focus mouse_hover virtual_size show_vertical_scrollbar".split())
ATTRIBUTES[WIDGET] |= frozenset({"show_horizontal_scrollbar"})
ATTRIBUTES[SCREEN] |= frozenset({"focused"})
ATTRIBUTES[APP] |= frozenset({"app_focus"})

NEAR_CERTAIN = frozenset(
    "add_row add_rows add_columns update_cell update_cell_at move_cursor remove_row write_line mount_all push_screen "
    "pop_screen add_leaf add_option add_options set_options add_pane add_tab refresh_bindings push_screen_wait".split()
)
"""Methods whose name nobody but a widget bears, near enough: they count as showing; no finding rests on them alone."""

SHOWN_BY_NAME = frozenset("add_class remove_class set_class toggle_class border_title border_subtitle".split())

AWAITABLE: Mapping[str, frozenset[str]] = {
    WIDGET: frozenset("mount mount_all remove remove_children recompose".split()),
    APP: frozenset(
        "mount mount_all push_screen push_screen_wait pop_screen switch_screen switch_mode recompose run_action "
        "remove_mode animate".split()
    ),
    SCREEN: frozenset({"dismiss"}),
    QUERY: frozenset({"remove"}),
    "textual.widgets.ListView": frozenset("append extend insert pop remove_items clear".split()),
    "textual.widgets.DirectoryTree": frozenset("reload reload_node".split()),
    "textual.widgets.Markdown": frozenset("update append load".split()),
    "textual.widgets.MarkdownViewer": frozenset("go back forward".split()),
    "textual.widgets.Tabs": frozenset("add_tab remove_tab clear".split()),
    "textual.widgets.TabbedContent": frozenset("add_pane remove_pane clear_panes".split()),
    "textual.widgets.ContentSwitcher": frozenset({"add_content"}),
}
"""Methods whose result a crossing would await."""

SAFE_FROM_THREADS = frozenset(
    "post_message call_later call_after_refresh notify exit run_worker log refresh call_from_thread query_one query "
    "get_widget_by_id call_next bell copy_to_clipboard suspend".split()
)
"""They post a message, cross by themselves or only set flags."""

LOOKUPS = frozenset(
    "query_one query_exactly_one query query_children query_one_optional get_widget_by_id get_child_by_id "
    "get_child_by_type get_widget_at query_ancestor".split()
)
"""Methods that find widgets and change nothing."""

READERS = frozenset(
    "row_count column_count get_cell get_cell_at get_row get_row_at get_row_index get_column get_column_at "
    "get_column_index get_row_height is_valid_row_index is_valid_column_index is_valid_coordinate "
    "coordinate_to_cell_key get_option get_option_at_index get_option_index get_node_by_id get_node_at_line get_tab "
    "get_pane has_class has_pseudo_class first last only_one results exclude filter is_screen_installed get_screen "
    "get_key_display get_theme get_css_variables get_content_width get_content_height is_blank get_line get_text_range "
    "ancestors_with_self walk_children get_selection check_consume_key".split()
)
"""Other methods of widgets and queries that only read."""

ATTRIBUTE_TYPES: Mapping[tuple[str, str], str] = {
    (NODE, "app"): APP,
    (PUMP, "app"): APP,
    (PROVIDER, "app"): APP,
    (PROVIDER, "screen"): SCREEN,
    (NODE, "screen"): SCREEN,
    (APP, "screen"): SCREEN,
    (NODE, "styles"): STYLES,
    (NODE, "log"): "textual.Logger",
    (NODE, "workers"): "textual.worker_manager.WorkerManager",
    (NODE, "children"): "builtins.list",
    (NODE, "id"): "builtins.str",
    (NODE, "name"): "builtins.str",
    (NODE, "parent"): NODE,
    ("textual.widgets.Tree", "root"): TREE_NODE,
    ("textual.widgets.Tree", "cursor_node"): TREE_NODE,
    (TREE_NODE, "tree"): "textual.widgets.Tree",
    (TREE_NODE, "parent"): TREE_NODE,
    ("textual.widgets.DataTable", "columns"): "builtins.dict",
    ("textual.widgets.DataTable", "rows"): "builtins.dict",
    ("textual.widgets.Input", "value"): "builtins.str",
    ("textual.widgets.TextArea", "text"): "builtins.str",
    (APP, "title"): "builtins.str",
    (APP, "sub_title"): "builtins.str",
    (APP, "focused"): WIDGET,
    (SCREEN, "focused"): WIDGET,
}
"""Types of attributes of Textual's classes."""

RETURNS: Mapping[tuple[str, str], str] = {
    (TREE_NODE, "add"): TREE_NODE,
    (TREE_NODE, "add_leaf"): TREE_NODE,
    (NODE, "run_worker"): "textual.worker.Worker",
    (NODE, "set_interval"): "textual.timer.Timer",
    (NODE, "set_timer"): "textual.timer.Timer",
    (NODE, "query"): QUERY,
    (NODE, "query_children"): QUERY,
    (QUERY, "filter"): QUERY,
    (QUERY, "exclude"): QUERY,
    (APP, "get_screen"): SCREEN,
}
"""Types of what methods of Textual's classes return."""


Owners = tuple[str, ...]
"""A class's Textual names, nearest first: its own, where it is one, and those of its bases."""


def owned(table: Mapping[str, Mapping[str, str]], owners: Owners, member: str) -> str | None:
    """The entry for a member in a table by owner."""
    for owner in owners:
        found = table.get(owner)
        if found is not None and member in found:
            return found[member]
    return None


def owns(table: Mapping[str, frozenset[str]], owners: Owners, member: str) -> bool:
    """Whether one of the owners has this member in a table by owner."""
    return any(member in table.get(owner, ()) for owner in owners)


def typed(table: Mapping[tuple[str, str], str], owners: Owners, member: str) -> str | None:
    """The type of a member in a table by owner and member."""
    for owner in owners:
        found = table.get((owner, member))
        if found is not None:
            return found
    return None


def widget_named(name: str) -> str | None:
    """The Textual widget that a CSS type selector means."""
    found = _SHORT.get(name)
    return found if found is not None and is_a(found, WIDGET) else None


_WORD_START = re.compile(r"(?<=[a-z])(?=[A-Z])")


def sender(message: str, attribute: str) -> str | None:
    """The widget that a message has come from: `data_table` and `control` of a `DataTable.RowSelected`."""
    owner = _SHORT.get(message.rpartition(".")[0].rpartition(".")[2])
    if owner is None or not is_a(owner, WIDGET) or owner == message:
        return None
    own = _WORD_START.sub("_", owner.rpartition(".")[2]).lower()
    return owner if attribute in ("control", own) else None
