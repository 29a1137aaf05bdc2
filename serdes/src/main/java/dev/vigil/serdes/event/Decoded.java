package dev.vigil.serdes.event;

/** What an input record turned out to be. */
public sealed interface Decoded permits ChangeEvent, Acknowledgement, Undecodable {}
