"""All operators, entered by importing the modules that hold them."""

from __future__ import annotations

from tests.intake.mutations import (
    clean_data,
    clean_files,
    clean_layout,
    clean_values,
    faults_books,
    faults_keys,
    faults_layout,
    faults_orders,
    faults_personal,
    faults_personal_books,
    faults_settings,
    faults_text,
    faults_values,
)
from tests.intake.mutations.registry import OPERATORS

__all__ = ["MODULES", "OPERATORS"]

MODULES = (
    clean_data,
    clean_files,
    clean_layout,
    clean_values,
    faults_books,
    faults_keys,
    faults_layout,
    faults_orders,
    faults_personal,
    faults_personal_books,
    faults_settings,
    faults_text,
    faults_values,
)
