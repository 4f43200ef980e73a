import { Module } from "@nestjs/common";
import { createVeniceClient } from "venice-api-client";

/** Inject it with `@Inject("VENICE") venice: VeniceClient`. */
@Module({
  providers: [{ provide: "VENICE", useFactory: () => createVeniceClient() }],
  exports: ["VENICE"],
})
export class VeniceModule {}
