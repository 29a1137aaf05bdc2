{{/* Names. Cut such that the name of a pod, with -NNN behind it, is a host name still. */}}
{{- define "vigil.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "vigil.selector" -}}
app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "vigil.labels" -}}
{{ include "vigil.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "vigil.image" -}}
{{- $repository := required "image.repository is not set: where your registry has Vigil's image (deploy/handbook/container-image.md)" .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* One line of a properties file, whose format takes a backslash for an escape. */}}
{{- define "vigil.property" -}}
{{- $value := toString .value -}}
{{- if or (contains "\n" $value) (contains "\r" $value) -}}
{{- fail (printf "settings: the value of %s has a line break" .key) -}}
{{- end -}}
{{ .key }}={{ $value | replace "\\" "\\\\" }}
{{- end -}}

{{- define "vigil.properties" -}}
# Written by the chart. `vigil config -c /etc/vigil/vigil.properties` in a pod prints what is in force.
{{ include "vigil.property" (dict "key" "kafka.bootstrap.servers" "value" (required "kafka.bootstrapServers is not set: addresses of the brokers, host:port, separated by commas" .Values.kafka.bootstrapServers)) }}
{{ include "vigil.property" (dict "key" "registry.url" "value" (required "registry.url is not set: address of the schema registry" .Values.registry.url)) }}
vigil.application-id={{ .Values.applicationId }}
vigil.threads={{ int .Values.threads }}
vigil.shutdown-timeout=PT{{ int .Values.shutdownTimeoutSeconds }}S
vigil.state.dir=/var/lib/vigil/state
vigil.state.rocksdb-memory={{ .Values.rocksdbMemory }}
vigil.http.host=0.0.0.0
vigil.http.port={{ int .Values.http.port }}
{{- if .Values.http.tokenSecret.name }}
vigil.http.token=${file:/run/secrets/vigil-http/{{ .Values.http.tokenSecret.key }}}
{{- end }}
{{- range $key, $value := .Values.settings }}
{{ include "vigil.property" (dict "key" $key "value" $value) }}
{{- end }}
{{- end -}}
