"""The report: one HTML page that needs nothing but itself."""

from stats.report.page import write_report
from stats.report.report import Report

__all__ = ["Report", "write_report"]
