# Assay's Lambda function: every object that is uploaded to a bucket is labelled within seconds. The same parts as
# ../template.yaml.
#
#   module "assay" {
#     source           = "./cmd/assay-lambda/terraform"
#     package          = "dist/lambda-arm64.zip"
#     target_bucket    = "my-bucket"
#     inventory_bucket = "my-inventory"
#   }
#
# The target bucket must send its events to EventBridge: a bucket has one notification configuration, which is left to whoever
# owns the bucket.
#
#   resource "aws_s3_bucket_notification" "target" {
#     bucket      = "my-bucket"
#     eventbridge = true
#   }

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

data "aws_caller_identity" "this" {}
data "aws_partition" "this" {}
data "aws_region" "this" {}

locals {
  partition = data.aws_partition.this.partition
  account   = data.aws_caller_identity.this.account_id
  region    = data.aws_region.this.name
  suffix    = data.aws_partition.this.dns_suffix
  targets   = "arn:${local.partition}:s3:::${var.target_bucket}/${var.target_prefix}*"
  files     = [for f in [var.config, var.scheme] : "arn:${local.partition}:s3:::${trimprefix(f, "s3://")}" if f != ""]
  log_group = "/assay/${var.name}"
  alarms    = var.alarm_topic_arn == "" ? [] : [var.alarm_topic_arn]
}

resource "aws_lambda_function" "this" {
  function_name    = var.name
  description      = "Labels the objects of a bucket with how sensitive they are."
  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  handler          = "bootstrap"
  runtime          = "provided.al2023"
  architectures    = ["arm64"]
  memory_size      = var.memory_size
  timeout          = var.timeout
  role             = aws_iam_role.this.arn
  kms_key_arn      = aws_kms_key.this.arn

  environment {
    variables = {
      ASSAY_INVENTORY = "s3://${var.inventory_bucket}/${var.inventory_prefix}"
      ASSAY_CONFIG    = var.config
      ASSAY_SCHEME    = var.scheme
    }
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "Text" # the function's own lines are JSON
    log_group  = aws_cloudwatch_log_group.this.name
  }

  depends_on = [aws_iam_role_policy.this]
}

resource "aws_lambda_event_source_mapping" "this" {
  event_source_arn        = aws_sqs_queue.this.arn
  function_name           = aws_lambda_function.this.arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]

  scaling_config {
    maximum_concurrency = var.concurrency
  }
}

# S3 → EventBridge → queue → function. What fails again and again ends in the dead-letter queue.
resource "aws_cloudwatch_event_rule" "this" {
  name        = var.name
  description = "Objects that are uploaded to the target."
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail = {
      bucket = { name = [var.target_bucket] }
      object = { key = var.target_prefix == "" ? [{ exists = true }] : [{ prefix = var.target_prefix }] }
    }
  })
}

resource "aws_cloudwatch_event_target" "this" {
  rule = aws_cloudwatch_event_rule.this.name
  arn  = aws_sqs_queue.this.arn

  dead_letter_config {
    arn = aws_sqs_queue.dead_letters.arn
  }
}

resource "aws_sqs_queue" "this" {
  name                       = var.name
  kms_master_key_id          = aws_kms_key.this.arn
  message_retention_seconds  = 1209600
  visibility_timeout_seconds = 6 * var.timeout # AWS Lambda Developer Guide, "Using Lambda with Amazon SQS"
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_letters.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "dead_letters" {
  name                      = "${var.name}-dead-letters"
  kms_master_key_id         = aws_kms_key.this.arn
  message_retention_seconds = 1209600
}

data "aws_iam_policy_document" "queue" {
  statement {
    sid       = "EventsOfTheRule"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.this.arn, aws_sqs_queue.dead_letters.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.this.arn]
    }
  }

  statement {
    sid       = "OnlyEncryptedConnections"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.this.arn, aws_sqs_queue.dead_letters.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sqs_queue_policy" "this" {
  for_each  = { events = aws_sqs_queue.this.url, dead_letters = aws_sqs_queue.dead_letters.url }
  queue_url = each.value
  policy    = data.aws_iam_policy_document.queue.json
}

resource "aws_iam_role" "this" {
  name_prefix = "${var.name}-"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

data "aws_iam_policy_document" "function" {
  # Without it, S3 answers 403 for an object that was deleted meanwhile. The function lists nothing.
  statement {
    sid       = "TellGoneFromDenied"
    actions   = ["s3:ListBucket"]
    resources = ["arn:${local.partition}:s3:::${var.target_bucket}"]
  }

  statement {
    sid       = "ReadTargets"
    actions   = ["s3:GetObject", "s3:GetObjectVersion"]
    resources = [local.targets]
  }

  statement {
    sid       = "TagTargets"
    actions   = ["s3:GetObjectTagging", "s3:GetObjectVersionTagging", "s3:PutObjectTagging", "s3:PutObjectVersionTagging"]
    resources = [local.targets]
  }

  # A batch that is delivered again reads its own part. Compacting is another role's work.
  statement {
    sid       = "WriteInventory"
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["arn:${local.partition}:s3:::${var.inventory_bucket}/${var.inventory_prefix}/_batches/*"]
  }

  dynamic "statement" {
    for_each = length(local.files) > 0 ? [local.files] : []

    content {
      sid       = "ReadConfiguration"
      actions   = ["s3:GetObject"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = var.target_key_arn == "" ? [] : [var.target_key_arn]

    content {
      sid       = "DecryptTargets"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["s3.${local.region}.${local.suffix}"]
      }
    }
  }

  statement {
    sid       = "Queue"
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    resources = [aws_sqs_queue.this.arn]
  }

  # Of the queue and the function's environment; and of the inventory, where its bucket uses this key.
  statement {
    sid       = "OwnKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.this.arn]
  }

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.this.arn}:*"]
  }

  # X-Ray has no resources to name.
  statement {
    sid       = "Traces"
    actions   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "assay"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.function.json
}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account}:root"]
    }
  }

  statement {
    sid       = "Events"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account]
    }
  }

  statement {
    sid       = "Logs"
    actions   = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]
    resources = ["*"]

    principals {
      type        = "Service"
      identifiers = ["logs.${local.region}.${local.suffix}"]
    }

    condition {
      test     = "ArnEquals"
      variable = "kms:EncryptionContext:aws:logs:arn"
      values   = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${local.log_group}"]
    }
  }
}

resource "aws_kms_key" "this" {
  description         = "Assay's queues, logs and settings."
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.key.json
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group
  kms_key_id        = aws_kms_key.this.arn
  retention_in_days = var.log_retention_days
}

# What needs a person.
resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = {
    dead-letters = {
      description = "Objects could not be labelled, after several tries. See the dead-letter queue."
      namespace   = "AWS/SQS"
      metric      = "ApproximateNumberOfMessagesVisible"
      dimensions  = { QueueName = aws_sqs_queue.dead_letters.name }
      statistic   = "Maximum"
      periods     = 1
      threshold   = 0
    }
    errors = {
      description = "The function fails. See its log."
      namespace   = "AWS/Lambda"
      metric      = "Errors"
      dimensions  = { FunctionName = aws_lambda_function.this.function_name }
      statistic   = "Sum"
      periods     = 1
      threshold   = 0
    }
    late = {
      description = "Objects wait for more than ten minutes for their labels."
      namespace   = "AWS/SQS"
      metric      = "ApproximateAgeOfOldestMessage"
      dimensions  = { QueueName = aws_sqs_queue.this.name }
      statistic   = "Maximum"
      periods     = 2
      threshold   = 600
    }
    not-understood = {
      description = "Messages reached the function that are no events. They were dropped. See its log."
      namespace   = "assay"
      metric      = "NotUnderstood"
      dimensions  = { Function = aws_lambda_function.this.function_name }
      statistic   = "Sum"
      periods     = 1
      threshold   = 0
    }
    not-labelled = {
      description = "Objects were read that could not be labelled. See the inventory's tag_status."
      namespace   = "assay"
      metric      = "NotLabelled"
      dimensions  = { Function = aws_lambda_function.this.function_name }
      statistic   = "Sum"
      periods     = 1
      threshold   = 0
    }
  }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = 300
  evaluation_periods  = each.value.periods
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarms
}
