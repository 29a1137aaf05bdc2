# Kubernetes for Vigil: a cluster, nodes over three zones, volumes that outlive a node.

data "aws_iam_policy_document" "assumed_by" {
  for_each = {
    cluster = "eks.amazonaws.com"
    nodes   = "ec2.amazonaws.com"
    volumes = "pods.eks.amazonaws.com"
  }

  statement {
    actions = each.key == "volumes" ? ["sts:AssumeRole", "sts:TagSession"] : ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = [each.value]
    }
  }
}

resource "aws_iam_role" "this" {
  for_each = data.aws_iam_policy_document.assumed_by

  name_prefix        = "${var.name}-${each.key}-"
  assume_role_policy = each.value.json
  tags               = var.tags
}

locals {
  policies = {
    AmazonEKSClusterPolicy                  = "cluster"
    AmazonEKSWorkerNodePolicy               = "nodes"
    AmazonEKS_CNI_Policy                    = "nodes"
    AmazonEC2ContainerRegistryPullOnly      = "nodes"
    "service-role/AmazonEBSCSIDriverPolicy" = "volumes"
  }
}

resource "aws_iam_role_policy_attachment" "this" {
  for_each = local.policies

  role       = aws_iam_role.this[each.value].name
  policy_arn = "arn:aws:iam::aws:policy/${each.key}"
}

# The driver encrypts volumes with our key.
data "aws_iam_policy_document" "volume_key" {
  statement {
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*", "kms:CreateGrant"]
    resources = [aws_kms_key.this.arn]
  }
}

resource "aws_iam_role_policy" "volume_key" {
  name   = "key"
  role   = aws_iam_role.this["volumes"].id
  policy = data.aws_iam_policy_document.volume_key.json
}

resource "aws_eks_cluster" "this" {
  name     = var.name
  version  = var.kubernetes_version
  role_arn = aws_iam_role.this["cluster"].arn
  tags     = var.tags

  vpc_config {
    subnet_ids              = var.subnet_ids
    endpoint_private_access = true
    endpoint_public_access  = length(var.api_cidrs) > 0
    public_access_cidrs     = length(var.api_cidrs) > 0 ? var.api_cidrs : null
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = aws_kms_key.this.arn
    }
  }

  enabled_cluster_log_types = ["api", "audit", "authenticator"]

  depends_on = [aws_iam_role_policy_attachment.this]
}

resource "aws_eks_node_group" "this" {
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = var.name
  node_role_arn   = aws_iam_role.this["nodes"].arn
  subnet_ids      = var.subnet_ids
  instance_types  = [var.node_instance_type]
  tags            = var.tags

  scaling_config {
    desired_size = var.node_count
    min_size     = var.node_count
    max_size     = var.node_count + 1
  }

  # One after the other, as the chart's disruption budget asks.
  update_config {
    max_unavailable = 1
  }

  depends_on = [aws_iam_role_policy_attachment.this]
}

resource "aws_eks_addon" "this" {
  for_each = toset(["vpc-cni", "coredns", "kube-proxy", "eks-pod-identity-agent", "aws-ebs-csi-driver"])

  cluster_name = aws_eks_cluster.this.name
  addon_name   = each.key
  # Without it the chart's NetworkPolicy is not enforced.
  configuration_values = each.key == "vpc-cni" ? jsonencode({ enableNetworkPolicy = "true" }) : null
  tags                 = var.tags

  depends_on = [aws_eks_node_group.this]
}

resource "aws_eks_pod_identity_association" "volumes" {
  cluster_name    = aws_eks_cluster.this.name
  namespace       = "kube-system"
  service_account = "ebs-csi-controller-sa"
  role_arn        = aws_iam_role.this["volumes"].arn
}
