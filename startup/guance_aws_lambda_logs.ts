// home/startup/prod.ts: generated from guance_aws_lambda_logs 1.0.0, yours to edit
import type { Env } from '#func/script.ts'
export { run } from '../scripts/guance_aws_lambda_logs/main.ts'

export const title = 'AWS Lambda logs (prod)'
export const schedule = { cron: '*/5 * * * *', timezone: 'UTC', timeoutSeconds: 300 }

export function config(env: Env) {
  return {
    account: {
      ak_id: env('PROD_AK_ID'),
      ak_secret: env('PROD_AK_SECRET'),
      extra_tags: { account_name: 'prod' },
    },
    regions: ['us-east-1', 'eu-west-1'],
    log_groups: ['/aws/lambda/us-east-1.*'],
    logs: { drop: ['^(START|END|REPORT) RequestId: '], redact: ['\\b\\d{16}\\b'] },
  }
}
