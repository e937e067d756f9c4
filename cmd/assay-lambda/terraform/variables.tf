variable "name" {
  description = "What the function and its parts are called."
  type        = string
  default     = "assay"
}

variable "package" {
  description = "The function's package: dist/lambda-arm64.zip, which \"make lambda.zip\" writes."
  type        = string
}

variable "target_bucket" {
  description = "The bucket whose objects are labelled. It must send its events to EventBridge."
  type        = string
}

variable "target_prefix" {
  description = "Only objects whose keys begin so; all, when empty."
  type        = string
  default     = ""
}

variable "inventory_bucket" {
  description = "The bucket that rows are written to."
  type        = string
}

variable "inventory_prefix" {
  description = "Where in that bucket. What lies there is not scanned."
  type        = string
  default     = "assay"

  validation {
    condition     = can(regex("^[^/*?$]+(/[^/*?$]+)*$", var.inventory_prefix))
    error_message = "A prefix without a slash at either end, and without wildcards."
  }
}

variable "config" {
  description = "A configuration file, as s3://bucket/key; none, when empty. It cannot name a scheme, scheme does."
  type        = string
  default     = ""
}

variable "scheme" {
  description = "A scheme, as s3://bucket/key; the default one, when empty."
  type        = string
  default     = ""
}

variable "target_key_arn" {
  description = "The KMS key that the target's objects are encrypted with, when it is one of your own."
  type        = string
  default     = ""
}

variable "memory_size" {
  description = "In MiB. 256 are enough for objects of any size; more memory is more CPU."
  type        = number
  default     = 512
}

variable "timeout" {
  description = "In seconds. An object that cannot be read in that time is labelled by what was read."
  type        = number
  default     = 300
}

variable "concurrency" {
  description = "How many events are handled at once."
  type        = number
  default     = 50
}

variable "log_retention_days" {
  description = "How long logs are kept, in days. They name objects and never hold content."
  type        = number
  default     = 90
}

variable "alarm_topic_arn" {
  description = "An SNS topic that alarms are sent to; none, when empty."
  type        = string
  default     = ""
}
