"""Questions with known answers → metrics → a report, over qa."""
