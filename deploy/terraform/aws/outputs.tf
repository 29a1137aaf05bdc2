output "bootstrap_servers" {
  description = "kafka.bootstrapServers of the chart."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_scram
}

output "scram_secrets" {
  description = "Secrets with user name and password of each principal."
  value       = { for name, secret in aws_secretsmanager_secret.scram : name => secret.arn }
}

output "kms_key_arn" {
  description = "kmsKeyId of the storage class for the state."
  value       = aws_kms_key.this.arn
}

output "cluster_name" {
  description = "aws eks update-kubeconfig --name …"
  value       = aws_eks_cluster.this.name
}
