//! The attributes of akt.
