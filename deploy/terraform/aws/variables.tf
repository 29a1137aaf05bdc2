variable "name" {
  description = "Name of the cluster of brokers and of the Kubernetes cluster, and first part of other names."
  type        = string
  default     = "vigil"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,30}$", var.name))
    error_message = "The name has small letters, digits and hyphens, 31 at most, and begins with a letter."
  }
}

variable "vpc_id" {
  description = "The VPC."
  type        = string
}

variable "subnet_ids" {
  description = "Private subnets, one in each of three availability zones: brokers and nodes stand there."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) == 3
    error_message = "Three subnets: each record has three copies, and a zone may be lost."
  }
}

variable "kafka_version" {
  description = "As MSK calls it (aws kafka list-kafka-versions); KRaft, 3.9 or newer."
  type        = string
}

variable "kubernetes_version" {
  description = "As EKS calls it; 1.27 or newer."
  type        = string
}

variable "broker_instance_type" {
  description = "Of each of the three brokers. deploy/handbook/sizing.md computes cores and traffic."
  type        = string
  default     = "kafka.m7g.large"
}

variable "broker_disk_gb" {
  description = "Disk of each broker in GB: 'All topics, all copies' of deploy/handbook/sizing.md, divided by three, and room. The audit takes most of it."
  type        = number
}

variable "node_instance_type" {
  description = "Of the nodes that run Vigil: the cores of an instance, and the memory of a container with 2 GB beside."
  type        = string
  default     = "m7i.large"
}

variable "node_count" {
  description = "Nodes: as many as instances of Vigil, and one more for an upgrade."
  type        = number
  default     = 3
}

variable "api_cidrs" {
  description = "Who may reach the Kubernetes API from outside of the VPC; empty: nobody."
  type        = list(string)
  default     = []
}

variable "acls_in_force" {
  description = "Whether a principal without a rule is refused. False for the first apply: there is nobody yet who could write rules; true once Vigil's are there."
  type        = bool
  default     = false
}

variable "tags" {
  description = "On everything."
  type        = map(string)
  default     = {}
}
