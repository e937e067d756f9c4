output "function_arn" {
  description = "For S3 Batch Operations, Step Functions and direct invocations."
  value       = aws_lambda_function.this.arn
}

output "queue_url" {
  description = "Also takes messages {\"bucket\", \"key\", \"versionId\"}."
  value       = aws_sqs_queue.this.url
}

output "dead_letter_queue_url" {
  description = "Events that could not be handled. Redrive them when the reason is gone."
  value       = aws_sqs_queue.dead_letters.url
}

output "inventory" {
  description = "For assay inventory compact."
  value       = "s3://${var.inventory_bucket}/${var.inventory_prefix}"
}
