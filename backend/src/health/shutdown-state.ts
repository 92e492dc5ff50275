import { Injectable, ServiceUnavailableException } from '@nestjs/common';

/** Whether this process is about to stop: then it takes no more work, and finishes what it has. */
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
