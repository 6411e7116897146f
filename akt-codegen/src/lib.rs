//! The code generator of akt.
