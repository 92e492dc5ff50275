import { Injectable, ServiceUnavailableException } from '@nestjs/common';

/** Whether this process is shutting down: it completes running work and accepts no more. */
@Injectable()
export class ShutdownState {
  isShuttingDown = false;
}

export class ServerShuttingDown extends ServiceUnavailableException {
  readonly code = 'server.stopping';

  constructor() {
    super('This process is shutting down. Other processes take over.');
  }
}
