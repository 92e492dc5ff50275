import {
  ForbiddenException,
  Injectable,
  type CanActivate,
  type ExecutionContext,
  type OnModuleInit,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import type { Agent } from '../users/agent.js';
import { User } from '../users/user.entity.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Until there are accounts, whoever reaches the service is the local agent, and only the machine itself may reach it:
 * the server listens on the loopback, and here a request under a foreign host name is refused, since a web page
 * elsewhere may have had its name resolved to this machine (DNS rebinding).
 */
@Injectable()
export class LocalAgentGuard implements CanActivate, OnModuleInit {
  private agent!: Agent;

  constructor(private readonly dataSource: DataSource) {}

  async onModuleInit(): Promise<void> {
    const { id, name } = await this.dataSource
      .getRepository(User)
      .findOneByOrFail({ email: 'agent@localhost' });
    this.agent = { type: 'user', id, name };
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest & { agent: Agent }>();
    if (!LOOPBACK.test(request.headers.host ?? '')) {
      throw new ForbiddenException('Without accounts the service answers only under localhost or 127.0.0.1.');
    }
    request.agent = this.agent;
    return true;
  }
}
