/** What loggers print, each by its name, and the status that it has; `unknown` where a word only looks like a level. */
import type { LogStatus } from '../../../../scripts/guance_aws_lambda_logs/lines/types.ts'

export type LevelRow = readonly [logger: string, message: string, status: LogStatus]

const ID = '8f5e0d4a-3b1c-4b7e-9f60-2a4d1c9b7e11'
const ISO = '2026-08-01T12:00:07.500Z'
const ESC = '\u001b'

/** Of the runtimes of Lambda. */
const RUNTIMES: readonly LevelRow[] = [
  ['Node.js, LogFormat=Text', `${ISO}\t${ID}\tWARN\thello`, 'warning'],
  ['Node.js outside a request', `${ISO}\tundefined\tERROR\thello`, 'error'],
  [
    'Node.js, LogFormat=JSON',
    `{"timestamp":"${ISO}","level":"FATAL","requestId":"${ID}","message":"x"}`,
    'critical',
  ],
  ['Python logging in Lambda', `[WARNING]\t${ISO}\t${ID}\thello`, 'warning'],
  ['Python runtime, uncaught', '[ERROR] ValueError: bad\nTraceback (most recent call last):', 'error'],
  ['Java log4j2 of Lambda', `2026-08-01 12:00:07 ${ID} DEBUG Handler - hello`, 'debug'],
  ['.NET ILambdaLogger, trace', `${ISO}\t${ID}\ttrce\thello`, 'debug'],
  ['.NET ILambdaLogger, debug', `${ISO}\t${ID}\tdbug\thello`, 'debug'],
  ['.NET ILambdaLogger, failure', `${ISO}\t${ID}\tfail\tSystem.Exception: no`, 'error'],
  ['.NET ILambdaLogger, critical', `${ISO}\t${ID}\tcrit\thello`, 'critical'],
  [
    '.NET, LogFormat=JSON',
    `{"timestamp":"${ISO}","level":"Error","requestId":"${ID}","message":"x"}`,
    'error',
  ],
  ['Ruby Logger in Lambda', `E, [2026-08-01T12:00:07.500000 #8] ERROR ${ID} -- : hello`, 'error'],
]

const DOTNET: readonly LevelRow[] = [
  ['ASP.NET console', 'fail: Orders.Handler[0]\n      hello', 'error'],
  ['ASP.NET console', 'dbug: Orders.Handler[0]\n      hello', 'debug'],
  ['ASP.NET console', 'trce: Orders.Handler[0]\n      hello', 'debug'],
  ['ASP.NET console', 'crit: Orders.Handler[0]\n      hello', 'critical'],
  ['ASP.NET JSON console', '{"EventId":0,"LogLevel":"Error","Category":"x","Message":"hello"}', 'error'],
  ['Serilog console', '[12:00:07 WRN] hello', 'warning'],
  ['Serilog console', '[12:00:07 FTL] hello', 'critical'],
  ['Serilog compact', `{"@t":"${ISO}","@mt":"hello","@l":"Warning"}`, 'warning'],
  ['Serilog compact', `{"@t":"${ISO}","@mt":"hello"}`, 'info'],
  ['Serilog JSON', `{"Timestamp":"${ISO}","Level":"Fatal","MessageTemplate":"hello"}`, 'critical'],
  ['NLog', '2026-08-01 12:00:07.5000|ERROR|Orders.Handler|hello', 'error'],
  ['log4net', '2026-08-01 12:00:07,500 [1] WARN  Orders.Handler - hello', 'warning'],
]

const JVM: readonly LevelRow[] = [
  ['logback', '12:00:07.500 [main] ERROR com.x.Handler - hello', 'error'],
  ['logback, ISO with offset', '2026-08-01T12:00:07.500+02:00 [main] WARN com.x.Handler - hello', 'warning'],
  ['log4j 1 TTCC', '0 [main] WARN com.x.Handler - hello', 'warning'],
  ['log4j2', '12:00:07.500 [http-nio-1] FATAL com.x.Handler - hello', 'critical'],
  ['Spring Boot 2', '2026-08-01 12:00:07.500  WARN 8 --- [main] com.x.Handler : hello', 'warning'],
  ['Spring Boot 3', '2026-08-01T12:00:07.500+02:00 ERROR 8 --- [app] [main] com.x.Handler : hello', 'error'],
  ['java.util.logging', 'Aug 01, 2026 12:00:07 PM com.x.Handler handle\nSEVERE: hello', 'error'],
  ['java.util.logging', 'Aug 01, 2026 12:00:07 PM com.x.Handler handle\nFINE: hello', 'debug'],
  ['java.util.logging, one line', 'WARNING: hello', 'warning'],
  [
    'logstash-logback',
    `{"@timestamp":"${ISO}","message":"hello","level":"WARN","level_value":30000}`,
    'warning',
  ],
  [
    'logstash-logback without names',
    `{"@timestamp":"${ISO}","message":"hello","level_value":40000}`,
    'error',
  ],
  ['ECS', `{"@timestamp":"${ISO}","log.level":"ERROR","message":"hello"}`, 'error'],
  ['ECS, nested', `{"@timestamp":"${ISO}","log":{"level":"WARN"},"message":"hello"}`, 'warning'],
]

const PYTHON: readonly LevelRow[] = [
  ['Python basicConfig', 'WARNING:root:hello', 'warning'],
  ['Python basicConfig', 'CRITICAL:botocore.hooks:hello', 'critical'],
  ['Python formatter', '2026-08-01 12:00:07,500 - orders.handler - ERROR - hello', 'error'],
  ['Python formatter', '2026-08-01 12:00:07,500 ERROR [orders] hello', 'error'],
  ['loguru', '2026-08-01 12:00:07.500 | WARNING  | orders:handler:12 - hello', 'warning'],
  ['structlog console', `${ISO} [error    ] hello    order=7`, 'error'],
  ['structlog JSON', '{"event":"hello","level":"warning","timestamp":"x"}', 'warning'],
  ['structlog numbers', '{"event":"hello","level_number":40}', 'error'],
  ['python-json-logger', '{"asctime":"x","levelname":"ERROR","message":"hello"}', 'error'],
  ['python-json-logger numbers', '{"asctime":"x","levelno":30,"message":"hello"}', 'warning'],
  [
    'Powertools for AWS Lambda',
    `{"level":"ERROR","location":"h:1","message":"x","function_request_id":"${ID}"}`,
    'error',
  ],
  ['uvicorn', 'ERROR:    Exception in ASGI application', 'error'],
  ['gunicorn', '[2026-08-01 12:00:07 +0000] [8] [ERROR] hello', 'error'],
  ['celery', '[2026-08-01 12:00:07,500: WARNING/MainProcess] hello', 'warning'],
]

const NODE: readonly LevelRow[] = [
  ['pino', '{"level":50,"time":1785585607500,"pid":8,"hostname":"x","msg":"hello"}', 'error'],
  ['pino', '{"level":10,"time":1785585607500,"msg":"hello"}', 'debug'],
  ['bunyan', '{"name":"x","hostname":"y","pid":8,"level":60,"msg":"hello","v":0}', 'critical'],
  ['pino-pretty', '[12:00:07.500] ERROR (8): hello', 'error'],
  ['pino behind the runtime', `${ISO}\t${ID}\tINFO\t{"level":50,"time":1,"msg":"hello"}`, 'error'],
  ['winston JSON', '{"level":"warn","message":"hello"}', 'warning'],
  ['winston JSON behind the runtime', `${ISO}\t${ID}\tINFO\t{"level":"error","message":"hello"}`, 'error'],
  ['winston simple', 'error: hello', 'error'],
  ['winston with time', `${ISO} warn: hello`, 'warning'],
  ['winston with label', `${ISO} [error]: hello`, 'error'],
  ['winston silly', '{"level":"silly","message":"hello"}', 'debug'],
  ['winston colours', `${ESC}[31merror${ESC}[39m: hello`, 'error'],
  ['log4js', '[2026-08-01T12:00:07.500] [ERROR] default - hello', 'error'],
  ['tslog', '2026-08-01 12:00:07.500\tERROR\t[/src/x.ts:12]\thello', 'error'],
  ['tslog JSON', '{"0":"hello","_meta":{"runtime":"Node","logLevelId":5,"logLevelName":"ERROR"}}', 'error'],
  ['roarr', '{"context":{"logLevel":40},"message":"hello","sequence":"0","time":1,"version":"2"}', 'warning'],
  ['NestJS', '[Nest] 8  - 08/01/2026, 12:00:07 PM   ERROR [Orders] hello', 'error'],
  ['npm', 'ERR! hello', 'error'],
  [
    'Lambda JSON around JSON',
    `{"timestamp":"${ISO}","level":"INFO","requestId":"${ID}","message":"{\\"level\\":\\"error\\"}"}`,
    'error',
  ],
]

const GO: readonly LevelRow[] = [
  ['slog text', `time=${ISO} level=ERROR msg=hello`, 'error'],
  ['slog text, between levels', `time=${ISO} level=WARN+2 msg=hello`, 'warning'],
  ['slog JSON', `{"time":"${ISO}","level":"INFO+2","msg":"hello"}`, 'info'],
  ['slog default', '2026/08/01 12:00:07 WARN hello', 'warning'],
  ['logrus', `time="${ISO}" level=fatal msg=hello`, 'critical'],
  ['logrus on a terminal', 'ERRO[0000] hello', 'error'],
  ['logrus on a terminal', `${ESC}[33mWARN${ESC}[0m[0012] hello`, 'warning'],
  ['zap console', `${ISO}\terror\tx/y.go:12\thello`, 'error'],
  ['zap JSON', '{"level":"dpanic","ts":1785585607.5,"msg":"hello"}', 'critical'],
  ['zerolog JSON', '{"level":"warn","time":1785585607,"message":"hello"}', 'warning'],
  ['zerolog console', `${ESC}[90m12:00PM${ESC}[0m ${ESC}[31mERR${ESC}[0m hello`, 'error'],
  ['log15', 't=2026-08-01T12:00:07+0000 lvl=eror msg=hello', 'error'],
  ['hclog', `${ISO} [ERROR] orders: hello`, 'error'],
  ['hclog JSON', `{"@level":"warn","@message":"hello","@timestamp":"${ISO}"}`, 'warning'],
  ['glog', 'E0801 12:00:07.500000       1 x.go:12] hello', 'error'],
  ['klog', 'W0801 12:00:07.500000       1 x.go:12] hello', 'warning'],
]

const OTHERS: readonly LevelRow[] = [
  ['Ruby Logger', 'W, [2026-08-01T12:00:07.500000 #8]  WARN -- : hello', 'warning'],
  ['Ruby Logger', 'F, [2026-08-01T12:00:07.500000 #8] FATAL -- : hello', 'critical'],
  ['Ruby Logger without a level', 'A, [2026-08-01T12:00:07.500000 #8]   ANY -- : hello', 'unknown'],
  ['Rust tracing', `${ISO}  WARN orders: hello`, 'warning'],
  ['Rust tracing, colours', `${ESC}[2m${ISO}${ESC}[0m ${ESC}[31mERROR${ESC}[0m orders: hello`, 'error'],
  ['Rust tracing JSON', `{"timestamp":"${ISO}","level":"ERROR","fields":{"message":"hello"}}`, 'error'],
  ['Rust env_logger', '[2026-08-01T12:00:07Z ERROR orders] hello', 'error'],
  ['Monolog, Laravel', '[2026-08-01 12:00:07] production.ERROR: hello {"a":1} []', 'error'],
  ['Monolog line', '[2026-08-01T12:00:07.500000+00:00] app.CRITICAL: hello [] []', 'critical'],
  [
    'Monolog JSON',
    '{"message":"hello","context":{},"level":250,"level_name":"NOTICE","channel":"app"}',
    'notice',
  ],
  ['Monolog JSON, numbers', '{"message":"hello","context":{},"level":400,"channel":"app"}', 'error'],
  ['PHP', 'PHP Fatal error:  Uncaught Exception: hello in /x.php:7', 'error'],
  ['PHP', 'PHP Warning:  hello in /x.php on line 7', 'warning'],
  ['Elixir Logger', '12:00:07.500 [error] hello', 'error'],
  ['swift-log', '2026-08-01T12:00:07+0000 error orders : [Orders] hello', 'error'],
  ['nginx', '2026/08/01 12:00:07 [error] 8#8: *1 hello', 'error'],
  ['Apache httpd', '[Sat Aug 01 12:00:07.500000 2026] [core:error] [pid 8] hello', 'error'],
  ['syslog', '<11>1 2026-08-01T12:00:07Z host app 8 - - hello', 'error'],
  ['systemd', '<4>hello', 'warning'],
  ['GELF', '{"version":"1.1","host":"x","short_message":"hello","level":3}', 'error'],
  ['journald', '{"MESSAGE":"hello","PRIORITY":"4"}', 'warning'],
  ['OpenTelemetry', '{"body":"hello","severity_text":"WARN","severity_number":13}', 'warning'],
  ['OpenTelemetry', '{"Body":"hello","SeverityNumber":17}', 'error'],
  ['Google Cloud', '{"severity":"NOTICE","message":"hello"}', 'notice'],
]

/** Words of messages, and what is no level of a known ladder. */
const NONE: readonly LevelRow[] = [
  ['an application', 'Alert the user of their order', 'unknown'],
  ['an application', 'OK then', 'unknown'],
  ['an application', 'Information for all', 'unknown'],
  ['an application', 'Error while connecting', 'unknown'],
  ['an application', 'errors: 7', 'unknown'],
  ['an application', 'config: {a: 1}', 'unknown'],
  ['an application', 'fine: he paid', 'unknown'],
  ['an application', 'Trace the order of 7', 'unknown'],
  ['an application', 'Warn me when it rains', 'unknown'],
  ['an application', `${ISO} OK then`, 'unknown'],
  ['an application', `${ISO} alert the user`, 'unknown'],
  ['an application', 'hello level=error', 'unknown'],
  ['an application', 'The order [error] is gone', 'unknown'],
  ['an application', '<p>hello</p>', 'unknown'],
  ['an application', '{"level":3,"message":"hello"}', 'unknown'],
  ['an application', '{"level":7,"player":"x"}', 'unknown'],
  ['an application', '{"level":50,"player":"x"}', 'unknown'],
  ['an application', '{"level":"gold"}', 'unknown'],
  ['an application', '{"level":"constructor"}', 'unknown'],
  ['Django', '[01/Aug/2026 12:00:07] "GET / HTTP/1.1" 200 12', 'unknown'],
]

export const LEVEL_ROWS: readonly LevelRow[] = [
  ...RUNTIMES,
  ...DOTNET,
  ...JVM,
  ...PYTHON,
  ...NODE,
  ...GO,
  ...OTHERS,
  ...NONE,
]
