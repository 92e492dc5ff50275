import { Module, type DynamicModule } from '@nestjs/common';
import { EventEmitterModule } from '@nestjs/event-emitter';
import { AuthModule } from '../identity/auth/auth.module.js';
import { CannedRepliesModule } from '../canned-replies/canned-replies.module.js';
import { ClassificationModule, TriageWorkerModule } from '../classification/classification.module.js';
import { RetriageModule, RetriageWorkerModule } from '../classification/retriage/retriage.module.js';
import { ConfigModule } from '../config/config.module.js';
import type { Settings } from '../config/settings.js';
import { DatabaseModule } from '../schema/database.module.js';
import { HealthModule } from '../health/health.module.js';
import { EventPublisher } from '../live/event-publisher.js';
import { LiveModule } from '../live/live.module.js';
import { LoggingModule } from '../logging/logging.module.js';
import { MailModule, MailWorkerModule } from '../mail/mail.module.js';
import { MessagingModule } from '../messaging/messaging.module.js';
import { ApiMetricsModule, WorkerMetricsModule } from '../metrics/metrics.module.js';
import { StatsModule } from '../stats/stats.module.js';
import { OrganizationsModule } from '../identity/organizations/organizations.module.js';
import { TeamsModule } from '../identity/teams/teams.module.js';
import { TicketsModule, TicketsWorkerModule } from '../tickets/tickets.module.js';
import { TopicsModule } from '../topics/topics.module.js';
import { UsersModule } from '../identity/users/users.module.js';
import { ViewsModule } from '../views/views.module.js';

/** Settings of a process whose database is known. */
export type RunningSettings = Settings & { DATABASE_URL: string };
/** Settings of the API process, which also signs sessions. */
export type ApiSettings = RunningSettings & { JWT_SECRET: string };

function commonModules(settings: RunningSettings): DynamicModule[] {
  return [
    LoggingModule.forRoot(settings),
    EventEmitterModule.forRoot({ wildcard: true }),
    ConfigModule.forRoot(settings),
    DatabaseModule.forRoot(settings.DATABASE_URL),
    MessagingModule.forRoot(settings),
  ];
}

/** The API process. Without Redis, which connects it to other processes, it is also the only worker. */
@Module({})
export class ApiModule {
  static forRoot(settings: ApiSettings): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        ...commonModules(settings),
        AuthModule,
        UsersModule,
        OrganizationsModule,
        TeamsModule,
        // Before the tickets module, whose route /tickets/:id would match /tickets/stats.
        StatsModule,
        ClassificationModule,
        RetriageModule,
        TopicsModule,
        TicketsModule,
        ViewsModule,
        CannedRepliesModule,
        MailModule,
        LiveModule,
        HealthModule,
        ApiMetricsModule,
        ...(settings.REDIS_URL
          ? []
          : [TriageWorkerModule, RetriageWorkerModule, TicketsWorkerModule, MailWorkerModule]),
      ],
      providers: [EventPublisher],
    };
  }
}

@Module({})
export class WorkerModule {
  static forRoot(settings: RunningSettings): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        ...commonModules(settings),
        TriageWorkerModule,
        RetriageWorkerModule,
        TicketsWorkerModule,
        MailWorkerModule,
        WorkerMetricsModule,
      ],
      providers: [EventPublisher],
    };
  }
}
