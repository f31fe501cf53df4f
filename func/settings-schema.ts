/** Every setting of `funcbox.json` with its default, its bounds and what it means. */

import type { JSONSchemaType } from 'ajv'
import { LOG_LEVELS, type LogLevel } from './model/log-level.ts'
import type { Network } from './network.ts'

export type FileSettings = Pick<Settings, 'log' | 'runner' | 'retention' | 'market' | 'http' | 'network'>

/** Keywords of JSON Schema hold plain text: the other language stands beside it. */
const text = (description: string, chinese: string) =>
  ({ description, i18n: { 'zh-CN': { description: chinese } } }) as const

const integer = (defaultValue: number, minimum: number, maximum: number) =>
  ({ type: 'integer', default: defaultValue, minimum, maximum }) as const

export const SETTINGS_SCHEMA: JSONSchemaType<FileSettings> = {
  type: 'object',
  additionalProperties: false,
  required: ['log', 'runner', 'retention', 'market', 'http', 'network'],
  properties: {
    log: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['level', 'format'],
      properties: {
        level: {
          type: 'string',
          enum: LOG_LEVELS,
          default: 'info',
          ...text(
            'Least level of the host log (standard error of funcbox serve)',
            '宿主日志（serve 命令的标准错误输出）的最低级别',
          ),
        },
        format: {
          type: 'string',
          enum: ['text', 'json'],
          default: 'text',
          ...text('Lines for people, or one JSON object a line', '便于阅读的文本行，或每行一个 JSON 对象'),
        },
      },
    },
    runner: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['maxWorkers', 'warmWorkers', 'memoryMb', 'runsPerWorker', 'graceSeconds', 'strictDigests'],
      properties: {
        maxWorkers: {
          ...integer(4, 1, 64),
          ...text(
            'Tasks that run at the same time, one worker thread each',
            '同时运行的任务数，每个任务一个工作线程',
          ),
        },
        warmWorkers: {
          ...integer(1, 0, 16),
          ...text(
            'Workers started ahead of need, with the AWS SDK loaded',
            '预先启动并已加载 AWS SDK 的工作线程数',
          ),
        },
        // V8 lets garbage grow in proportion to the limit: with 2000 to about as much as is alive, from 2048 on to three times that.
        memoryMb: {
          ...integer(1500, 64, 16_384),
          ...text(
            'Heap limit of one task, MiB; above it the task fails. With a low one (512) runs take more CPU, from 2048 on more memory',
            '单个任务的堆内存上限，单位 MiB，超过则任务失败。较低（512）时运行占用更多 CPU，从 2048 起占用更多内存',
          ),
        },
        runsPerWorker: {
          ...integer(50, 1, 10_000),
          ...text('Successful runs after which a worker is replaced', '工作线程成功运行该次数后被替换'),
        },
        graceSeconds: {
          ...integer(5, 0, 300),
          ...text(
            'Time a task has to end by itself after stop, timeout or shutdown',
            '停止、超时或关闭后，任务自行结束的时限（秒）',
          ),
        },
        strictDigests: {
          type: 'boolean',
          default: false,
          ...text(
            'Refuse to run a script set whose installed files were edited (otherwise: a warning)',
            '已安装的文件被修改过时拒绝运行该脚本集（否则仅警告）',
          ),
        },
      },
    },
    retention: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['tasksPerTrigger', 'taskDays', 'pointDays', 'pointMb', 'auditDays'],
      properties: {
        tasksPerTrigger: {
          ...integer(500, 1, 100_000),
          ...text(
            'Task records kept for each trigger, with their logs',
            '每个触发配置保留的任务记录数，含日志',
          ),
        },
        taskDays: {
          ...integer(90, 1, 3650),
          ...text('Days after which task records are deleted', '任务记录的保留天数，超过后删除'),
        },
        pointDays: {
          ...integer(15, 1, 3650),
          ...text(
            'Days of points kept in the local store, and of objects that are no longer written',
            '本地存储中数据点及不再写入的对象的保留天数',
          ),
        },
        pointMb: {
          ...integer(20_480, 10, 10_485_760),
          ...text(
            'Size of the local store, MiB; above it the oldest hours of points are deleted, however young',
            '本地存储的大小上限，单位 MiB；超过后从最早的小时起删除数据点，无论保留天数是否已到',
          ),
        },
        auditDays: {
          ...integer(365, 1, 3650),
          ...text('Days after which the record of a change is deleted', '变更记录的保留天数，超过后删除'),
        },
      },
    },
    http: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['host', 'port', 'hosts', 'tlsCert', 'tlsKey', 'insecure'],
      properties: {
        host: {
          type: 'string',
          default: '127.0.0.1',
          ...text(
            'Address on which funcbox serve listens; 0.0.0.0 is every address, and needs TLS or http.insecure',
            'serve 命令的监听地址；0.0.0.0 表示全部地址，需要配置 TLS 或 http.insecure',
          ),
        },
        port: {
          ...integer(8088, 0, 65_535),
          ...text('Port of API and console; 0 takes any free one', 'API 与控制台的端口；0 表示任意空闲端口'),
        },
        hosts: {
          type: 'array',
          items: { type: 'string' },
          default: [],
          ...text(
            'Names that requests may be addressed to, besides the address itself and localhost; in the environment, separated by commas',
            '除监听地址与 localhost 外，请求可使用的主机名；在环境变量中以逗号分隔',
          ),
        },
        tlsCert: {
          type: 'string',
          default: '',
          ...text('File with the certificate chain in PEM', 'PEM 格式证书链文件'),
        },
        tlsKey: {
          type: 'string',
          default: '',
          ...text('File with the private key in PEM', 'PEM 格式私钥文件'),
        },
        insecure: {
          type: 'boolean',
          default: false,
          ...text(
            'Listen beyond loopback without TLS, for instance behind a proxy that does it',
            '允许在非回环地址上不使用 TLS 监听，例如由前置代理处理 TLS',
          ),
        },
      },
    },
    network: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['proxy', 'noProxy', 'caFile'],
      properties: {
        proxy: {
          type: 'string',
          default: '',
          ...text(
            'URL of the proxy for AWS and sinks, e.g. http://user:password@proxy:3128; otherwise HTTPS_PROXY and HTTP_PROXY count',
            '访问 AWS 与数据接收端所用代理的 URL，例如 http://user:password@proxy:3128；未设置时使用 HTTPS_PROXY 与 HTTP_PROXY',
          ),
        },
        noProxy: {
          type: 'array',
          items: { type: 'string' },
          default: [],
          ...text(
            'Hosts that are called without it, besides those of NO_PROXY, loopback and the metadata of instances: names, *.suffix, addresses; in the environment, separated by commas',
            '除 NO_PROXY、回环地址与实例元数据外，不经代理访问的主机：名称、*.后缀或地址；在环境变量中以逗号分隔',
          ),
        },
        caFile: {
          type: 'string',
          default: '',
          ...text(
            'PEM file of certificate authorities to trust besides the usual ones, for instance of a proxy that opens TLS; otherwise AWS_CA_BUNDLE counts, and NODE_EXTRA_CA_CERTS always',
            '除默认外还信任的证书颁发机构 PEM 文件，例如解密 TLS 的代理；未设置时使用 AWS_CA_BUNDLE，NODE_EXTRA_CA_CERTS 始终有效',
          ),
        },
      },
    },
    market: {
      type: 'object',
      default: {} as never,
      additionalProperties: false,
      required: ['folders'],
      properties: {
        folders: {
          type: 'array',
          items: { type: 'string' },
          default: [],
          ...text(
            'Folders that offer script sets besides those that ship with funcbox; in the environment, separated by commas',
            '除 funcbox 自带的脚本集外，提供脚本集的其他文件夹；在环境变量中以逗号分隔',
          ),
        },
      },
    },
  },
}

export interface Settings {
  /** Folder of one installation's state. */
  readonly home: string
  /** Base64 of 32 bytes; when absent the key is kept in `<home>/secret.key`. */
  readonly secretKey: string | undefined
  readonly log: { readonly level: LogLevel; readonly format: 'text' | 'json' }
  readonly runner: {
    readonly maxWorkers: number
    readonly warmWorkers: number
    readonly memoryMb: number
    readonly runsPerWorker: number
    readonly graceSeconds: number
    readonly strictDigests: boolean
  }
  readonly retention: {
    readonly tasksPerTrigger: number
    readonly taskDays: number
    readonly pointDays: number
    readonly pointMb: number
    readonly auditDays: number
  }
  readonly http: {
    readonly host: string
    readonly port: number
    readonly hosts: readonly string[]
    readonly tlsCert: string
    readonly tlsKey: string
    readonly insecure: boolean
  }
  readonly network: {
    readonly proxy: string
    readonly noProxy: readonly string[]
    readonly caFile: string
  }
  /** What of these and of the environment holds. */
  readonly connections: Network
  readonly market: {
    /** Folders that offer script sets besides those that ship with the program. */
    readonly folders: readonly string[]
  }
}
