"""Addresses are remembered, and are still those that Flask would work out."""

from flask import Flask, url_for


def test_the_same_address_comes_out_again(app: Flask) -> None:
    with app.test_request_context("/"):
        assert url_for("web.health") == url_for("web.health") == "/health"
        assert url_for("static", filename="css/app.css", v="1") != url_for("static", filename="css/app.css", v="2")
        assert url_for("web.health", _anchor="top") == "/health#top"


def test_an_address_knows_where_the_product_is_mounted(app: Flask) -> None:
    for root in ("", "/learn", ""):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            assert url_for("web.health") == f"{root}/health"


def test_an_address_with_a_host_names_the_host_that_was_asked(app: Flask) -> None:
    for host in ("one.example.org", "two.example.org"):
        with app.test_request_context("/", base_url=f"http://{host}"):
            assert url_for("web.health", _external=True) == f"http://{host}/health"


def test_an_address_inside_a_blueprint_follows_the_page(app: Flask) -> None:
    with app.test_request_context("/health"):
        assert url_for(".ready") == "/ready"
