//! Floor 7: who is a member, and which member owns what.
