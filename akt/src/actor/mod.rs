//! Floor 3: the contract of an actor and the engine that runs it.
