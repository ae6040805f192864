"""Where the work on activities arrives, from forms and from the page itself."""

from flask import Blueprint

from learnmentor.assessment.shown import shown

bp = Blueprint("assessment", __name__)
bp.add_app_template_filter(shown, "shown")
