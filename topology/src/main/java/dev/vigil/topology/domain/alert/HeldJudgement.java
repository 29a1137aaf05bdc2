package dev.vigil.topology.domain.alert;

import dev.vigil.topology.domain.lab.Finding;
import dev.vigil.topology.domain.lab.LabJudgement;
import java.util.List;

/**
 * A judgement, held against the patient's earlier values.
 *
 * @param judgement a value that changed beyond its rule's delta is critical in it
 * @param changedLater findings of a specimen that came late: a later value, on which nobody was
 *     alerted, differs from it by more than the rule allows
 * @param notes codes of what was noticed and needs nobody
 */
public record HeldJudgement(
    LabJudgement judgement, List<Finding> changedLater, List<String> notes) {}
