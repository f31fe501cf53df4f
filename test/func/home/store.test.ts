import { createSqliteHome } from '../../support/store/sqlite-home.ts'
import { storeSuite } from '../../support/store/store-suite.ts'

storeSuite('SQLite', createSqliteHome)
