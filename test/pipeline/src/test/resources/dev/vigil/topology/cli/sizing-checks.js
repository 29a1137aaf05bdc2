// Questions that SizingPageTest asks the sizing page, run after the page's own script. Each answers with what is wrong, "" if
// nothing is.

/** Each input at its bounds, beyond them, and as what is no number; the others as in a preset. */
function wrongAtBounds() {
  var wrong = [];
  function look(inputs, what) {
    var r = compute(inputs, defaults());
    Object.keys(r).forEach(function (name) {
      if (!isFinite(r[name]) || r[name] < 0) { wrong.push(name + " " + r[name] + " at " + what); }
    });
    var found = beyond(inputs, r);
    RESULTS.forEach(function (result) {
      var text = result.show(r[result.name]) + basis(result, found).parts.join();
      if (/NaN|undefined|never/.test(text)) { wrong.push(result.name + " " + text + " at " + what); }
    });
  }
  var least = {};
  var most = {};
  INPUTS.forEach(function (input) {
    least[input.name] = input.min;
    most[input.name] = input.max;
    ["ward", "national"].forEach(function (name) {
      [input.min, input.max, -1, 1e300, "", "x"].forEach(function (value) {
        var inputs = preset(name);
        inputs[input.name] = value;
        look(inputs, name + " " + input.name + " " + value);
      });
    });
  });
  look(least, "all least");
  look(most, "all most");
  look({}, "nothing");
  return wrong.join("; ");
}

/** Each result names coefficients that exist, and each coefficient says where it comes from. */
function unexplained() {
  var wrong = [];
  RESULTS.forEach(function (result) {
    if (!result.how || !result.label) { wrong.push(result.name); }
    result.from.forEach(function (name) {
      if (!COEFFICIENTS[name]) { wrong.push(result.name + ": " + name); }
    });
  });
  Object.keys(COEFFICIENTS).forEach(function (name) {
    var each = COEFFICIENTS[name];
    var byCommand = each.basis === "measured" || each.basis === "provisional";
    var command = each.source.indexOf("deploy/vigil bench ") === 0;
    if (!(byCommand ? command : each.basis === "code" || each.basis === "assumed")
        || !each.unit || !each.meaning || !each.source || !(each.value > 0)) {
      wrong.push(name);
    }
  });
  return wrong.join("; ");
}

/** What a result of a preset rests on. */
function kindOf(resultName, presetName) {
  var inputs = preset(presetName);
  var result = RESULTS.filter(function (each) { return each.name === resultName; })[0];
  return basis(result, beyond(inputs, compute(inputs, defaults()))).kind;
}

/** What is extrapolated of a single instance without copies, which is what the benchmarks run. */
function beyondOnASingleInstance() {
  var inputs = Object.assign(preset("ward"), {standbys: 0, replicationFactor: 1});
  return Object.keys(beyond(inputs, compute(inputs, defaults()))).join();
}
