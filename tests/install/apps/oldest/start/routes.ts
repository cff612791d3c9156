import Route from "@ioc:Adonis/Core/Route";
import Database from "@ioc:Adonis/Lucid/Database";
import { schema } from "@ioc:Adonis/Core/Validator";

Route.get("/", async ({ auth, view }) => {
  await auth.check();
  return view.render("pages/home");
});

Route.get("/entrance", async ({ view }) => view.render("pages/entrance"));

Route.post("/entrance", async ({ auth, request, response, session }) => {
  try {
    await auth.attempt(request.input("email"), request.input("password"), !!request.input("remember"));
  } catch (error) {
    session.flash({ alert: "That is not the right password", email: request.input("email") });
    return response.redirect().back();
  }
  session.flash({ success: "Good to see you" });
  return response.redirect("/trips");
});

Route.get("/leave", async ({ auth, response }) => {
  await auth.logout();
  return response.redirect("/");
});

Route.get("/cart", async ({ session }) => session.get("cart", []));
Route.post("/cart", async ({ request, session }) => {
  session.put("cart", [...session.get("cart", []), request.input("item")]);
  return session.get("cart");
});

Route.group(() => {
  Route.get("/trips", async ({ view }) =>
    view.render("pages/trips", { trips: await Database.from("trips").orderBy("id") })
  );
  Route.post("/trips", async ({ auth, request, response, session }) => {
    const trip = await request.validate({
      schema: schema.create({ place: schema.string({ trim: true }), story: schema.string({ trim: true }) }),
    });
    await Database.table("trips").insert({ ...trip, user_id: auth.user!.id });
    session.flash("success", "The trip is saved");
    return response.redirect("/trips");
  });
  Route.get("/office", async ({ view }) => view.render("pages/office"));
}).middleware("auth");
