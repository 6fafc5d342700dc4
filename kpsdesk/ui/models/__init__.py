"""Qt models over rows that the services hand out, and the table that shows them.

LazyTable(columns, parent): reset(count, first_page=()) -> generation · put_page(generation, first, rows) · set_count(n)
  refresh() · page_failed(generation, first) · row_at(row) · loaded()
  signals page_wanted(generation, first, count), sort_wanted(key, descending)
Column(key, title=N_(…), text=row->str, icon, tone, hint, right, width, stretches, sortable, tag)
DataTable(model, words, compact=False): current() · marked() · go_to(row) · show_sort(key, descending=…)
  signals opened(row), current_changed(row|None), marked_changed([row]), left()
"""

from kpsdesk.ui.models.data_table import DataTable
from kpsdesk.ui.models.lazy import PAGE, ROW_ROLE, TONE_ROLE, Column, LazyTable

__all__ = ["PAGE", "ROW_ROLE", "TONE_ROLE", "Column", "DataTable", "LazyTable"]
