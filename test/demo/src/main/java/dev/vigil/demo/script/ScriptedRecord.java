package dev.vigil.demo.script;

import dev.vigil.demo.events.InputEvent;

/**
 * A record with a known answer.
 *
 * @param name unique in the script; travels in the header {@link Script#HEADER}
 * @param event what is sent
 * @param expected the answer
 */
public record ScriptedRecord(String name, InputEvent event, Expected expected) {}
