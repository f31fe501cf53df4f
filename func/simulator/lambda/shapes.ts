/** The members that operations of Lambda take, as its service model limits them. */
import { integer, type Members, type Shape, text } from '../wire/shape.ts'

const REGION = String.raw`(eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}`
const PREFIX = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?(${REGION}:)?(\d{12}:)?(function:)?`
const LAMBDA_ARN = String.raw`arn:(aws[a-zA-Z-]*)?:lambda:${REGION}:\d{12}`

/** With a qualifier or without. */
export const NAMESPACED: Shape = text({
  required: true,
  min: 1,
  max: 256,
  pattern: new RegExp(String.raw`${PREFIX}([a-zA-Z0-9-_.]+)(:(\$LATEST(\.PUBLISHED)?|[a-zA-Z0-9-_]+))?`),
})

export const FUNCTION_NAME: Shape = text({
  required: true,
  min: 1,
  max: 140,
  pattern: new RegExp(String.raw`${PREFIX}([a-zA-Z0-9-_]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`),
})

export const UNQUALIFIED: Shape = text({
  required: true,
  min: 1,
  max: 140,
  pattern: new RegExp(`${PREFIX}([a-zA-Z0-9-_]+)`),
})

/** URLs belong to a function or an alias, never to a version. */
export const URL_FUNCTION_NAME: Shape = text({
  required: true,
  min: 1,
  max: 140,
  pattern: new RegExp(String.raw`${PREFIX}([a-zA-Z0-9-_]{1,64})(:((?!\d+$)[0-9a-zA-Z-_]+))?`),
})

export const QUALIFIER: Shape = text({
  min: 1,
  max: 128,
  pattern: /\$(LATEST(\.PUBLISHED)?)|[a-zA-Z0-9-_$]+/,
})
export const URL_QUALIFIER: Shape = text({ min: 1, max: 128, pattern: /(?!\d+$)[0-9a-zA-Z-_]+/ })
export const ALIAS: Shape = text({ required: true, min: 1, max: 128, pattern: /(?![0-9]+$)([a-zA-Z0-9-_]+)/ })
export const PROVISIONED_QUALIFIER: Shape = text({
  required: true,
  min: 1,
  max: 128,
  pattern: /[a-zA-Z0-9$_-]*/,
})
export const VERSION: Shape = text({ min: 1, max: 1024, pattern: /\$LATEST(\.PUBLISHED)?|[0-9]+/ })

export const SOURCE_ARN: Shape = text({
  max: 10_000,
  pattern: new RegExp(String.raw`arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9-])+:(${REGION})?:(\d{12})?:(.*)`),
})
export const UUID: Shape = text({ required: true, min: 36, max: 36 })
export const LAYER_NAME: Shape = text({
  required: true,
  min: 1,
  max: 2048,
  pattern: new RegExp(`${LAMBDA_ARN}:layer:[a-zA-Z0-9-_]{1,140}|[a-zA-Z0-9-_]{1,140}`),
})
export const PROVIDER_NAME: Shape = text({
  required: true,
  min: 1,
  max: 140,
  pattern: new RegExp(`(${LAMBDA_ARN}:capacity-provider:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+`),
})
export const TAGGABLE: Shape = text({
  required: true,
  min: 1,
  max: 10_000,
  pattern: new RegExp(
    String.raw`${LAMBDA_ARN}:(function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?|code-signing-config:csc-[a-z0-9]{17}|event-source-mapping:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|(capacity-provider|network-connector):[a-zA-Z0-9-_]{1,64})`,
  ),
})
export const EXECUTION_ARN: Shape = text({
  required: true,
  min: 1,
  max: 1024,
  pattern:
    /arn:([a-zA-Z0-9-]+):lambda:([a-zA-Z0-9-]+):(\d{12}):function:([a-zA-Z0-9_-]+):(\$LATEST(?:\.PUBLISHED)?|[0-9]+)\/durable-execution\/([a-zA-Z0-9_-]+)\/([a-zA-Z0-9_-]+)/,
})

/** Every runtime that there ever was, as layers name them. */
const RUNTIMES = [
  ...['nodejs', 'nodejs4.3', 'nodejs4.3-edge', 'nodejs6.10', 'nodejs8.10', 'nodejs10.x', 'nodejs12.x'],
  ...['nodejs14.x', 'nodejs16.x', 'nodejs18.x', 'nodejs20.x', 'nodejs22.x', 'nodejs24.x', 'nodejs26.x'],
  ...['java8', 'java8.al2', 'java8.al2023', 'java11', 'java11.al2023', 'java17', 'java17.al2023', 'java21'],
  ...['java25', 'python2.7', 'python3.6', 'python3.7', 'python3.8', 'python3.9', 'python3.10', 'python3.11'],
  ...['python3.12', 'python3.13', 'python3.14', 'python3.15', 'dotnetcore1.0', 'dotnetcore2.0'],
  ...['dotnetcore2.1', 'dotnetcore3.1', 'dotnet6', 'dotnet8', 'dotnet10', 'go1.x', 'ruby2.5', 'ruby2.7'],
  ...['ruby3.2', 'ruby3.3', 'ruby3.4', 'ruby4.0', 'provided', 'provided.al2', 'provided.al2023', 'custom'],
]

export const LAYERS_FITTING: Members = {
  CompatibleRuntime: text({ oneOf: RUNTIMES }),
  CompatibleArchitecture: text({ oneOf: ['x86_64', 'arm64'] }),
}

/** @param most items that may be asked for; many lists give fewer */
export function page(most: number): Members {
  return { Marker: text(), MaxItems: integer({ min: 1, max: most }) }
}
