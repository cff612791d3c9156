import Env from '@ioc:Adonis/Core/Env';
import { DatabaseConfig } from '@ioc:Adonis/Lucid/Database';

const databaseConfig: DatabaseConfig = {
  connection: 'mysql',
  connections: {
    mysql: {
      client: 'mysql2',
      connection: {
        host: Env.get('MYSQL_HOST', '127.0.0.1') as string,
        port: Env.get('MYSQL_PORT', '3306') as any,
        user: Env.get('MYSQL_USER', 'root') as string,
        password: Env.get('MYSQL_PASSWORD', '') as string,
        database: Env.get('MYSQL_DB_NAME', 'travels') as string,
      },
      migrations: { naturalSort: true },
      healthCheck: false,
      debug: false,
    },
  },
};

export default databaseConfig;
