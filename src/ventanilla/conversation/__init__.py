"""Which question comes next, and what an answer means. Pure: no clock, no database, no words."""
