#!/usr/bin/env bash
# Makes the sample of laboratory histories from nothing:
#
#   make-sample.sh OUTPUT.ndjson.gz [NEWEST_RESULTS_PER_PATIENT]
#
# Needs JDK 17, Maven, coreutils and gzip; Synthea (Apache-2.0) and its libraries, 203 MB, come through Maven.
# Takes about a minute, and about 300 MB below TMPDIR.
#
# The result is the same on every run, byte for byte. Synthea takes its random numbers, and from them the ids of all
# resources, from the two seeds, but it takes three more things from its surroundings unless they are given:
#   -e           the day the histories end. Otherwise it is now: about a tenth of the results differ, and some postdate -r.
#   time zone    it writes every date in it, and another zone makes other histories, and even other patients.
#   threads      otherwise the export's lines come in any order, with the same content; SampleMaker sorts anyway.
set -euo pipefail

synthea_version=3.3.0
dependency_plugin=org.apache.maven.plugins:maven-dependency-plugin:3.6.1
reference_day=20250101

if [[ $# -lt 1 || $# -gt 2 ]]; then
    echo "usage: ${0##*/} OUTPUT.ndjson.gz [NEWEST_RESULTS_PER_PATIENT]" >&2
    exit 2
fi
output=$(realpath -m -- "$1")
newest=${2:-1000000}
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId>
  <artifactId>make-sample</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.mitre.synthea</groupId>
      <artifactId>synthea</artifactId>
      <version>$synthea_version</version>
    </dependency>
  </dependencies>
</project>
POM
echo "fetching Synthea $synthea_version" >&2
mvn -B -q -f "$work/pom.xml" "$dependency_plugin:build-classpath" \
    -Dmdep.outputFile="$work/classpath" >&2
classpath=$(<"$work/classpath")

echo "running Synthea" >&2
# It writes into the working directory too.
if ! (
    cd -- "$work"
    java -Duser.timezone=UTC -Duser.language=en -Duser.country=US -Dfile.encoding=UTF-8 -cp "$classpath" App \
        -s 42 -cs 42 -p 50 -r "$reference_day" -e "$reference_day" \
        --generate.thread_pool_size 1 \
        --exporter.baseDirectory "$work/synthea/" \
        --exporter.years_of_history 10 \
        --exporter.fhir.bulk_data true \
        --exporter.hospital.fhir.export false \
        --exporter.practitioner.fhir.export false \
        --exporter.clinical_note.export false \
        Massachusetts
) >"$work/synthea.log" 2>&1; then
    tail -n 40 -- "$work/synthea.log" >&2
    exit 1
fi

java -cp "$classpath" "$here/SampleMaker.java" "$work/synthea/fhir" "$work/sample.ndjson" "$newest"
mkdir -p -- "$(dirname -- "$output")"
gzip -9n <"$work/sample.ndjson" >"$work/sample.ndjson.gz"
mv -- "$work/sample.ndjson.gz" "$output"
echo "$output: $(wc -c <"$output") bytes" >&2
