import { Controller, Header, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuthorisationService } from '#hosting/applets/authorisation.service.js';
import type { In, Out } from '#kernel/http/contract.js';
import { Endpoint, Input } from '#kernel/http/endpoint.js';
import { languageOf } from '#kernel/http/problem-answer.js';
import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { authorisedPage } from './authorised-page.js';
import { PushReceiver } from './push-receiver.js';
import { finishAuthorisation, receiveAuthorisationPush, receiveMessagePush } from './wechat.contract.js';

@Controller()
export class WechatController {
  constructor(
    private readonly pushes: PushReceiver,
    private readonly authorisations: AuthorisationService,
  ) {}

  @Endpoint(receiveAuthorisationPush)
  @Header('content-type', 'text/plain')
  async event(
    @Input() { query }: In<typeof receiveAuthorisationPush>,
    @Req() request: FastifyRequest,
  ): Promise<Out<typeof receiveAuthorisationPush>> {
    return this.pushes.receive(query, bodyOf(request), null);
  }

  @Endpoint(receiveMessagePush)
  @Header('content-type', 'text/plain')
  async message(
    @Input() { query, params }: In<typeof receiveMessagePush>,
    @Req() request: FastifyRequest,
  ): Promise<Out<typeof receiveMessagePush>> {
    return this.pushes.receive(query, bodyOf(request), asId<AppId>(params.appId));
  }

  @Endpoint(finishAuthorisation)
  @Header('content-type', 'text/html; charset=utf-8')
  async authorised(
    @Input() { params, query }: In<typeof finishAuthorisation>,
    @Req() request: FastifyRequest,
  ): Promise<Out<typeof finishAuthorisation>> {
    const applet = await this.authorisations.complete(asId<TenantId>(params.tenant), params.requestId, query.auth_code);
    return authorisedPage(applet.nickname ?? applet.appId, languageOf(request));
  }
}

function bodyOf(request: FastifyRequest): string {
  return typeof request.body === 'string' ? request.body : '';
}
