//! akt: typed, distributed actors.
