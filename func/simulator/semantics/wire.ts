import type { Semantic } from './semantic.ts'

const SIGNING = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html'
const COMMON_ERRORS = 'https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html'
const LAMBDA_ERRORS = 'https://docs.aws.amazon.com/lambda/latest/api/CommonErrors.html'
const DENIED = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html'
const ASSUME_ROLE = 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html'
const CALLER = 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html'
const IDENTIFIERS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html'
const TEMPORARY_KEYS =
  'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_use-resources.html'
const STS_REGIONS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html'
const REGIONS = 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html'
const LIST_REGIONS = 'https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html'
const CLOUDWATCH_QUOTAS =
  'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html'
const LOGS_QUOTAS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html'
const LAMBDA_QUOTAS = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html'
const GET_RESOURCES =
  'https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html'
const CBOR = 'https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html'
const QUERY_COMPATIBLE = 'https://smithy.io/2.0/aws/protocols/aws-query-protocol.html'
const AWS_JSON = 'https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html'
const REST_JSON = 'https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html'

/** Requests and answers: signatures, protocols, quotas, denials; also STS, IAM, Account and tagging. */
export const WIRE_SEMANTICS = [
  {
    id: 'wire.signature-expired',
    rule: 'A signature of more than five minutes ago is refused, with both times in the message',
    source: SIGNING,
  },
  {
    id: 'wire.signature-not-yet-current',
    rule: 'A signature of more than five minutes ahead is refused, with both times in the message',
    source: SIGNING,
  },
  {
    id: 'wire.signature-within-five-minutes',
    rule: 'A signature that is less than five minutes off is good',
    source: SIGNING,
  },
  {
    id: 'wire.sts-signature-fifteen-minutes',
    rule: 'STS takes signatures that are up to fifteen minutes off',
    source: 'https://github.com/QT-DevOps/DevOpsIssues/issues/989',
  },
  {
    id: 'wire.credential-scope-date',
    rule: 'The day in the scope of a signature must be that of x-amz-date',
    source: SIGNING,
  },
  {
    id: 'wire.signature-mismatch',
    rule: 'A signature with a wrong secret is refused as one that does not match',
    source: SIGNING,
  },
  {
    id: 'wire.signed-body',
    rule: 'A body that was changed after signing does not match the signature',
    source: SIGNING,
  },
  {
    id: 'wire.date-of-answers',
    rule: "Every answer has the Date of AWS's clock, a refusal too",
    source: 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html',
  },
  {
    id: 'wire.missing-token',
    rule: 'A request without a signature is refused with MissingAuthenticationToken and status 403',
    source: COMMON_ERRORS,
  },
  {
    id: 'wire.incomplete-signature',
    rule: 'A signed request without a date is refused with IncompleteSignature and status 400',
    source: COMMON_ERRORS,
  },
  {
    id: 'wire.unknown-key',
    rule: 'A key that does not exist is refused with InvalidClientTokenId and status 403',
    source: COMMON_ERRORS,
  },
  {
    id: 'wire.unknown-key-of-json',
    rule: 'Services that speak JSON call a key that does not exist UnrecognizedClientException',
    source: LAMBDA_ERRORS,
  },
  {
    id: 'wire.expired-token',
    rule: 'Keys of a session that has ended are refused with ExpiredToken and status 403',
    source: COMMON_ERRORS,
  },
  {
    id: 'wire.expired-token-of-json',
    rule: 'Services that speak JSON refuse keys of a session that has ended with ExpiredTokenException',
    source: LAMBDA_ERRORS,
  },
  {
    id: 'wire.session-token-needed',
    rule: 'Keys of a session are refused without their session token',
    source: TEMPORARY_KEYS,
  },
  {
    id: 'wire.session-token-of-another',
    rule: 'Keys of a session are refused with the session token of another session',
    source: TEMPORARY_KEYS,
  },
  {
    id: 'wire.session-token-until-expiration',
    rule: 'Keys of a session are good until the second of their Expiration',
    source: TEMPORARY_KEYS,
  },
  {
    id: 'wire.denied-by-none',
    rule: 'A denial names the caller, the action, and that no identity-based policy allows it',
    source: DENIED,
  },
  {
    id: 'wire.denied-by-identity',
    rule: 'An explicit denial of an identity-based policy is named as such',
    source: DENIED,
  },
  {
    id: 'wire.denied-by-resource',
    rule: 'An explicit denial of a resource-based policy is named as such',
    source: DENIED,
  },
  {
    id: 'wire.denied-by-scp',
    rule: 'A denial names a service control policy, whether it denies or does not allow',
    source: DENIED,
  },
  {
    id: 'wire.denied-by-rcp',
    rule: 'An explicit denial of a resource control policy is named as such',
    source: DENIED,
  },
  {
    id: 'wire.denied-by-boundary',
    rule: 'A denial names a permissions boundary, whether it denies or does not allow',
    source: DENIED,
  },
  {
    id: 'wire.denied-by-session',
    rule: 'A denial names a session policy, whether it denies or does not allow',
    source: DENIED,
  },
  {
    id: 'wire.denied-by-vpc-endpoint',
    rule: 'A denial names a VPC endpoint policy, whether it denies or does not allow',
    source: DENIED,
  },
  {
    id: 'wire.denied-resource-of-logs',
    rule: 'CloudWatch Logs can be denied for one log group among many, and names its ARN',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html',
  },
  {
    id: 'wire.denied-list-of-functions',
    rule: 'A denied ListFunctions names all resources, as it cannot be allowed for single ones',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-user-function.html',
  },
  {
    id: 'wire.denied-status',
    rule: 'A denial has status 403 in the Query and REST protocols and 400 in AWS JSON',
    source: LAMBDA_ERRORS,
  },
  {
    id: 'wire.caller-identity-never-denied',
    rule: 'GetCallerIdentity works even if a policy denies it',
    source: CALLER,
  },
  {
    id: 'wire.caller-identity-of-user',
    rule: 'GetCallerIdentity gives account, ARN and the id of a user, which begins with AIDA',
    source: IDENTIFIERS,
  },
  {
    id: 'wire.caller-identity-of-session',
    rule: 'GetCallerIdentity of a session gives the ARN of the assumed role, and role id and session name',
    source: CALLER,
  },
  {
    id: 'wire.key-prefixes',
    rule: 'Keys of a user begin with AKIA and those of a session with ASIA',
    source: IDENTIFIERS,
  },
  {
    id: 'wire.sts-off',
    rule: 'STS that is switched off in a region answers RegionDisabledException with the account and status 403',
    source: STS_REGIONS,
  },
  {
    id: 'wire.sts-off-alone',
    rule: 'Other services of a region work while STS is switched off in it',
    source: STS_REGIONS,
  },
  {
    id: 'wire.region-off',
    rule: 'A region that is not switched on does not know the keys of the account',
    source: REGIONS,
  },
  {
    id: 'wire.region-statuses',
    rule: 'ListRegions says of each region whether it is always on, switched on or off',
    source: LIST_REGIONS,
  },
  {
    id: 'wire.region-pages',
    rule: 'ListRegions gives no more than MaxResults, and a token while more follow',
    source: LIST_REGIONS,
  },
  {
    id: 'wire.one-account-alias',
    rule: 'ListAccountAliases gives one alias at the most, and says that nothing was left out',
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html',
  },
  {
    id: 'wire.role-hour',
    rule: 'A session lasts an hour unless another duration is asked for',
    source: ASSUME_ROLE,
  },
  {
    id: 'wire.role-shortest',
    rule: 'A session lasts fifteen minutes at least',
    source: ASSUME_ROLE,
  },
  {
    id: 'wire.role-longest',
    rule: 'A session lasts no longer than the maximum that is set for its role',
    source: ASSUME_ROLE,
  },
  {
    id: 'wire.role-chaining',
    rule: 'A session that was assumed by another session lasts an hour at the most',
    source: ASSUME_ROLE,
  },
  {
    id: 'wire.role-external-id',
    rule: 'A role that wants an external id is denied without it',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html',
  },
  {
    id: 'wire.role-session-name',
    rule: 'A session name has 2 to 64 letters, digits and characters of =,.@-_+',
    source: ASSUME_ROLE,
  },
  {
    id: 'wire.quota-control-plane',
    rule: "Lambda's control plane serves 15 requests a second, all its operations together",
    source: LAMBDA_QUOTAS,
  },
  {
    id: 'wire.quota-get-function',
    rule: 'GetFunction has 100 requests a second for itself, outside the quota of the control plane',
    source: LAMBDA_QUOTAS,
  },
  {
    id: 'wire.quota-list-metrics',
    rule: 'ListMetrics serves 25 requests a second',
    source: CLOUDWATCH_QUOTAS,
  },
  {
    id: 'wire.quota-get-metric-data',
    rule: 'GetMetricData serves 50 requests a second',
    source: CLOUDWATCH_QUOTAS,
  },
  {
    id: 'wire.quota-recent-values',
    rule: 'GetMetricData gives 180,000 values a second of the last three hours, counted as asked for',
    source: CLOUDWATCH_QUOTAS,
  },
  {
    id: 'wire.quota-older-values',
    rule: 'GetMetricData gives 396,000 values a second when it begins more than three hours ago',
    source: CLOUDWATCH_QUOTAS,
  },
  {
    id: 'wire.quota-get-metric-statistics',
    rule: 'GetMetricStatistics serves 400 requests a second',
    source: CLOUDWATCH_QUOTAS,
  },
  {
    id: 'wire.quota-filter-log-events',
    rule: 'FilterLogEvents serves 25 requests a second in us-east-1, 5 in some regions and 10 in the others',
    source: LOGS_QUOTAS,
  },
  {
    id: 'wire.quota-describe-logs',
    rule: 'DescribeLogGroups serves 10 requests a second and DescribeLogStreams 25',
    source: LOGS_QUOTAS,
  },
  {
    id: 'wire.quota-sts',
    rule: 'STS serves 600 requests a second of an account and region, its operations together',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  },
  {
    id: 'wire.quota-list-regions',
    rule: 'ListRegions serves 5 requests a second',
    source: 'https://docs.aws.amazon.com/accounts/latest/reference/quotas.html',
  },
  {
    id: 'wire.quota-by-account-and-region',
    rule: 'Quotas of requests are those of one account in one region',
    source: CLOUDWATCH_QUOTAS,
  },
  {
    id: 'wire.throttle-of-lambda',
    rule: 'Lambda throttles with TooManyRequestsException and status 429',
    source: 'https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html',
  },
  {
    id: 'wire.throttle-of-tagging',
    rule: 'GetResources throttles with ThrottledException and status 400',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.throttle-of-logs',
    rule: 'CloudWatch Logs throttles with ThrottlingException and status 400',
    source: 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html',
  },
  {
    id: 'wire.throttle-of-query',
    rule: 'STS, and CloudWatch in the Query protocol, throttle with the code Throttling and status 400',
    source: 'https://repost.aws/knowledge-center/iam-sts-throttling-error',
  },
  {
    id: 'wire.cbor-header',
    rule: 'An answer in rpc-v2-cbor repeats the smithy-protocol header, an error too',
    source: CBOR,
  },
  {
    id: 'wire.cbor-error-type',
    rule: 'An error in rpc-v2-cbor has its full name, with the namespace of the service, in __type',
    source: CBOR,
  },
  {
    id: 'wire.cbor-timestamps',
    rule: 'Times in rpc-v2-cbor are seconds since the epoch under tag 1',
    source: CBOR,
  },
  {
    id: 'wire.cbor-of-tagging',
    rule: 'The tagging API speaks rpc-v2-cbor besides AWS JSON',
    source:
      'https://github.com/boto/botocore/blob/develop/botocore/data/resourcegroupstaggingapi/2017-01-26/service-2.json',
  },
  {
    id: 'wire.json-error-type',
    rule: 'An error in AWS JSON has its name in __type',
    source: AWS_JSON,
  },
  {
    id: 'wire.rest-error-type',
    rule: 'An error in REST JSON has its name in the header x-amzn-errortype',
    source: REST_JSON,
  },
  {
    id: 'wire.query-error',
    rule: 'An error in the Query protocol has type, code and message in XML, and the id of the request',
    source: QUERY_COMPATIBLE,
  },
  {
    id: 'wire.query-codes-when-wanted',
    rule: "CloudWatch adds the code of the Query protocol when x-amzn-query-mode is 'true', and only then",
    source: QUERY_COMPATIBLE,
  },
  {
    id: 'wire.invalid-action',
    rule: 'An unknown Action is refused with InvalidAction and status 400',
    source: COMMON_ERRORS,
  },
  {
    id: 'wire.validation-error',
    rule: 'Inputs that break limits are refused together, each member named with its limit',
    source: COMMON_ERRORS,
  },
  {
    id: 'wire.serialization',
    rule: 'A member of the wrong type is refused with SerializationException and status 400',
    source: AWS_JSON,
  },
  {
    id: 'wire.request-id',
    rule: 'Every answer has an id of its own in x-amzn-requestid',
    source: 'https://docs.aws.amazon.com/sdkref/latest/guide/overview.html',
  },
  {
    id: 'wire.tags-once-tagged',
    rule: 'GetResources gives resources that have tags or had some once, and no others',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.tags-last-page',
    rule: 'The last page of GetResources has an empty PaginationToken',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.tags-resources-per-page',
    rule: 'ResourcesPerPage is 1 to 100',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.tags-per-page',
    rule: 'TagsPerPage is 100 to 500 in hundreds; a page ends before the resource whose tags do not fit',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.tags-token-quarter-hour',
    rule: 'A PaginationToken is good for fifteen minutes',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.tags-arns-without-pages',
    rule: 'ResourceARNList is refused together with any parameter of paging',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.tags-unknown-arn',
    rule: 'A resource of ResourceARNList that does not exist is left out without an error',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.tags-filters',
    rule: 'A resource must match all TagFilters, and one value of each; a filter without values takes any',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.tags-resource-types',
    rule: 'ResourceTypeFilters takes a service, or a service and a type of its resources',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.tags-case',
    rule: 'Keys and values of TagFilters are case-sensitive',
    source: GET_RESOURCES,
  },
  {
    id: 'wire.tags-limits-of-filters',
    rule: 'GetResources takes 50 filters with 20 values each, and 100 ARNs',
    source: GET_RESOURCES,
  },
] as const satisfies readonly Semantic[]
