import Logger from "@ioc:Adonis/Core/Logger";
import HttpExceptionHandler from "@ioc:Adonis/Core/HttpExceptionHandler";

export default class ExceptionHandler extends HttpExceptionHandler {
  protected statusPages = {
    "404": "errors/not-found",
    "500..599": "errors/server-error",
  };

  constructor() {
    super(Logger);
  }

  public handle(error, ctx) {
    if (error.code === "E_ROW_NOT_FOUND") {
      return ctx.response.redirect("/");
    }
    return super.handle(error, ctx);
  }
}
